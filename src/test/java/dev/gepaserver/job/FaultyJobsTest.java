package dev.gepaserver.job;

import static dev.gepaserver.job.TestJobs.aJob;
import static dev.gepaserver.job.TestJobs.aJobWith;
import static dev.gepaserver.job.TestJobs.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.job.TestClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ObjectNode;

@JobHttpTest
class FaultyJobsTest {

  @Autowired TestClient client;
  @Autowired JdbcClient jdbc;

  /**
   * Path of the value replaced, its JSON (empty: removed), the pointer of the fault, a part of what
   * is said of it.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = true,
      emptyValue = "",
      textBlock =
          """
          nme                              | "x"                         | /nme                              | known are name, labels
          name                             | 7                           | /name                             | must be a text, not the number 7
          name                             | ""                          | /name                             | must not be empty
          labels                           | ["a"]                       | /labels                           | must be a JSON object
          labels                           | {"a:b": "c"}                | /labels/a:b                       | no colon
          labels                           | {"a": 1}                    | /labels/a                         | must be a text
          labels                           | {"a": null}                 | /labels/a                         | must be a text
          objective                        | {}                          | /objective                        | must be a text
          seedCandidate                    | {}                          | /seedCandidate                    | at least one component
          seedCandidate                    | "Route."                    | /seedCandidate                    | must be a JSON object
          seedCandidate                    | {"1x": "a"}                 | /seedCandidate/1x                 | a letter
          seedCandidate                    | {"": "a"}                   | /seedCandidate/                   | a letter
          seedCandidate                    | {"a b": "a"}                | /seedCandidate/a b                | a letter
          seedCandidate                    | {"a/b": "a"}                | /seedCandidate/a~1b               | a letter
          seedCandidate/system_prompt      | 3                           | /seedCandidate/system_prompt      | must be a text
          trainset                         | ''                          | /trainset                         | is missing
          trainset                         | []                          | /trainset                         | must have from 1
          trainset                         | "file.csv"                  | /trainset                         | must be a list
          trainset                         | {"dataset": "tickets"}      | /trainset/dataset                 | there is no data set
          trainset/0                       | "a text"                    | /trainset/0                       | must be a JSON object
          trainset/1/id                    | 5                           | /trainset/1/id                    | must be a text
          trainset/1/id                    | "0"                         | /trainset/1/id                    | example 0
          valset                           | []                          | /valset                           | must have from 1
          testset                          | 1                           | /testset                          | must be a list
          system                           | ''                          | /system                           | is missing
          system                           | "prompt"                    | /system                           | must be a JSON object
          system/type                      | "promt"                     | /system/type                      | known are agent, artifact, http, pipeline, prompt
          system/type                      | ''                          | /system/type                      | is missing
          system/model                     | ''                          | /system/model                     | is missing
          system/model                     | "worker"                    | /system/model                     | provider/model
          system/model                     | "nobody/x"                  | /system/model                     | known are
          system/model                     | "unusable/x"                | /system/model                     | cannot be used
          system/modell                    | "x"                         | /system/modell                    | no field here
          system/messages                  | []                          | /system/messages                  | must have from 1
          system/messages                  | [{"role": "boss", "content": "x"}] | /system/messages/0/role    | known are system, user, assistant
          system/messages                  | [{"role": "user", "content": "{{inptu}}"}] | /system/messages/0/content | {{inptu}}
          system/messages                  | [{"role": "user", "content": "{{answer}}"}] | /system/messages/0/content | answer
          seedCandidate/system_prompt      | "Say {{answer}}."           | /seedCandidate/system_prompt      | answer
          evaluator                        | ''                          | /evaluator                        | is missing
          evaluator/type                   | "magic"                     | /evaluator/type                   | known are
          evaluator/expected               | "{{label}}"                 | /evaluator/expected               | {{label}}
          evaluator/expcted                | "x"                         | /evaluator/expcted                | no field here
          evaluator                        | {"type": "regex", "pattern": "((a{100}){100}){1000}"} | /evaluator/pattern | 10,000 times
          evaluator                        | {"type": "regex", "expected": "((a{100}){100}){1000}"} | /evaluator/expected | 10,000 times
          reflection                       | ''                          | /reflection/model                 | is missing
          reflection/model/temperature     | 3                           | /reflection/model/temperature     | out of range
          reflection/model/maxTokens       | 0                           | /reflection/model/maxTokens       | out of range
          reflection/model/colour          | 1                           | /reflection/model/colour          | no field here
          reflection/promptTemplate        | "Improve <curr_param>"      | /reflection/promptTemplate        | <side_info>
          reflection/promptTemplate        | {"nobody": "<curr_param> <side_info>"} | /reflection/promptTemplate/nobody | system_prompt
          reflection/promptTemplate        | {"system_prompt": "x"}      | /reflection/promptTemplate/system_prompt | <curr_param>
          reflection/minibatchSize         | 0                           | /reflection/minibatchSize         | from 1
          reflection/minibatchSize         | 2.5                         | /reflection/minibatchSize         | whole number
          reflection/componentSelector     | "some"                      | /reflection/componentSelector     | round_robin, all
          reflection/skipPerfectScore      | "yes"                       | /reflection/skipPerfectScore      | true or false
          reflection/perfectScore          | "1"                         | /reflection/perfectScore          | finite number
          reflection/perfectScore          | 1e999                       | /reflection/perfectScore          | finite number
          reflection/attempts              | 11                          | /reflection/attempts              | from 1 to 10
          reflection/showRejected          | -1                          | /reflection/showRejected          | from 0
          reflection/maxTextLength         | 0                           | /reflection/maxTextLength         | from 1
          search/seed                      | 1.5                         | /search/seed                      | whole number
          search/candidateSelector         | "best"                      | /search/candidateSelector         | pareto
          search/candidateSelector         | {"type": "pareto", "epsilon": 0.1} | /search/candidateSelector/epsilon | no parameter of pareto
          search/candidateSelector         | {"type": "epsilon_greedy", "epsilon": 2} | /search/candidateSelector/epsilon | out of range
          search/candidateSelector         | {"type": "epsilon_greedy", "k": 2} | /search/candidateSelector/k | no parameter of epsilon_greedy
          search/candidateSelector         | {"epsilon": 0.1}            | /search/candidateSelector/type    | is missing
          search/frontier                  | "objective"                 | /search/frontier                  | needs objective scores
          search/frontier                  | "none"                      | /search/frontier                  | instance
          search/acceptance                | "always"                    | /search/acceptance                | strict_improvement
          search/sampling                  | {"type": "single", "n": 2}  | /search/sampling/n                | no parameter of single
          search/sampling                  | {"type": "independent", "n": 2, "p": 2} | /search/sampling/p    | no parameter of independent
          search/sampling                  | {"type": "pxn", "n": 0}     | /search/sampling/n                | from 1
          search/selection                 | {"type": "best_improvement", "k": 2} | /search/selection/k      | no parameter of best_improvement
          search/merge                     | true                        | /search/merge                     | must be a JSON object
          search/merge                     | {"enabled": 1}              | /search/merge/enabled             | true or false
          search/merge                     | {"maxInvocation": 1}        | /search/merge/maxInvocation       | maxInvocations
          search/cacheEvaluations          | 0                           | /search/cacheEvaluations          | true or false
          budget                           | ''                          | /budget                           | maxRollouts
          budget                           | {}                          | /budget                           | at least one of maxRollouts
          budget                           | {"maxCandidates": 5, "targetScore": 1} | /budget                | at least one of maxRollouts
          budget/maxRollouts               | 0                           | /budget/maxRollouts               | from 1
          budget/maxRollouts               | "150"                       | /budget/maxRollouts               | whole number
          budget/maxRollouts               | 1e400                       | /budget/maxRollouts               | whole number
          budget/maxDuration               | "30 minutes"                | /budget/maxDuration               | ISO-8601
          budget/maxDuration               | 30                          | /budget/maxDuration               | ISO-8601
          budget/maxCostUsd                | -1                          | /budget/maxCostUsd                | above 0
          budget/targetScore               | null                        | /budget/other                     | ''
          execution/maxConcurrency         | 5001                        | /execution/maxConcurrency         | from 1 to 5000
          execution/onRolloutError         | "ignore"                    | /execution/onRolloutError         | score, fail
          execution/rolloutTimeout         | "-PT1S"                     | /execution/rolloutTimeout         | ISO-8601
          execution/outageTimeout          | "P31D"                      | /execution/outageTimeout          | ISO-8601
          execution/maxFailedShare         | 1.5                         | /execution/maxFailedShare         | from 0 to 1
          reflection/maxPromptLength       | 10                          | /reflection/maxPromptLength       | from 1000
          reflection/model/prices          | {"inputUsdPerMillion": 1}   | /reflection/model/prices/outputUsdPerMillion | is missing
          reflection/model/prices          | {"inputUsdPerMillion": -1, "outputUsdPerMillion": 1} | /reflection/model/prices/inputUsdPerMillion | out of range
          reflection/model/prices          | {"inputUsdPerMillion": 1, "outputUsdPerMillion": 1, "asOf": "today"} | /reflection/model/prices/asOf | must be left out
          """)
  void refusesAFaultyJobNamingThePlace(String path, String json, String pointer, String said) {
    ObjectNode job =
        path.equals("budget/targetScore")
            ? aJobWith("budget/other", "1")
            : aJobWith(path, json == null ? "" : json);
    long before = jobs();

    Answer answer = client.submit(job);

    assertThat(answer.status()).as(answer.response().body()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("validation-failed");
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.json().get("errors").toString())
        .contains("\"pointer\":\"" + pointer + "\"")
        .contains(said == null ? "" : said.replace("\"", "\\\""));
    assertThat(jobs()).isEqualTo(before);
  }

  @Test
  void tellsAllFaultsAtOnce() {
    ObjectNode job = aJobWith("nonsense", "1");
    with(job, "trainset/1/id", "\"0\"");
    with(job, "system/model", "\"nobody/x\"");
    with(job, "evaluator/expected", "\"{{label}}\"");
    with(job, "reflection/minibatchSize", "0");
    with(job, "search/frontier", "\"none\"");
    with(job, "budget", "{\"maxRollouts\": 0}");
    with(job, "execution/maxConcurrency", "0");

    Answer answer = client.submit(job);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.pointers().lines())
        .contains(
            "/nonsense",
            "/trainset/1/id",
            "/system/model",
            "/evaluator/expected",
            "/reflection/minibatchSize",
            "/search/frontier",
            "/budget/maxRollouts",
            "/execution/maxConcurrency");
    assertThat(answer.json().get("detail").stringValue()).contains("values are wrong");
  }

  @Test
  void refusesAHardBudgetThatTheSeedDoesNotFitIn() {
    ObjectNode job = aJobWith("budget", "{\"maxRollouts\": 1, \"hard\": true}");
    job.remove("valset");

    Answer answer = client.submit(job);

    assertThat(answer.pointers()).isEqualTo("/budget/maxRollouts\n");
  }

  @Test
  void refusesALimitOfCostWhereAPriceIsUnknown() {
    ObjectNode job = aJobWith("budget", "{\"maxCostUsd\": 1, \"maxReflectionCostUsd\": 1}");
    with(job, "reflection/model", "\"priced/unheard-of\"");

    Answer answer = client.submit(job);

    assertThat(answer.pointers().lines())
        .containsExactlyInAnyOrder("/budget/maxCostUsd", "/budget/maxReflectionCostUsd");
    assertThat(answer.json().toString()).contains("gepa.providers.priced.prices");
  }

  @Test
  void takesALimitOfCostWherePricesAreKnown() {
    ObjectNode job = aJobWith("budget", "{\"maxCostUsd\": 0.5}");
    with(job, "reflection/model", "\"priced/small\"");

    Answer answer = client.submit(job);

    assertThat(answer.status()).as(answer.response().body()).isEqualTo(202);
  }

  @Test
  void refusesAJobWithoutSeedAndObjective() {
    ObjectNode job = aJob();
    job.remove("seedCandidate");
    job.remove("objective");

    Answer answer = client.submit(job);

    assertThat(answer.pointers()).contains("/seedCandidate");
  }

  @Test
  void refusesABodyThatIsNoObject() {
    Answer answer = client.submit("[1]");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.pointers().lines()).contains("", "/system", "/trainset", "/budget");
  }

  private long jobs() {
    return jdbc.sql("SELECT count(*) FROM job").query(Long.class).single();
  }
}
