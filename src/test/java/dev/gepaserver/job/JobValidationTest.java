package dev.gepaserver.job;

import static dev.gepaserver.job.TestJobs.aJob;
import static dev.gepaserver.job.TestJobs.aJobWith;
import static dev.gepaserver.job.TestJobs.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Json;
import dev.gepaserver.job.TestClient.Answer;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@JobHttpTest
class JobValidationTest {

  @Autowired TestClient client;
  @Autowired JdbcClient jdbc;

  @Test
  void showsWhatWouldBeSentAndStartsNothing() {
    long before = jdbc.sql("SELECT count(*) FROM job").query(Long.class).single();

    Answer answer = client.post("/api/v1/jobs/validate", aJob().toString());

    JsonNode seen = answer.json();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(seen.propertyNames())
        .containsExactly("spec", "firstMessages", "reflectionPrompt", "estimate", "warnings");
    assertThat(seen.get("firstMessages"))
        .isEqualTo(
            Json.parse(
                """
                [{"role": "system", "content": "Route the ticket."}, {"role": "user", "content": "My card was charged twice"}]
                """));
    assertThat(seen.get("reflectionPrompt").stringValue())
        .contains(
            "Route the ticket.",
            "My card was charged twice",
            "Route each ticket to the right queue.")
        .doesNotContain("<curr_param>", "<side_info>");
    assertThat(jdbc.sql("SELECT count(*) FROM job").query(Long.class).single()).isEqualTo(before);
  }

  @Test
  void estimatesByItsFormula() {
    ObjectNode job = aJobWith("budget", "{\"maxRollouts\": 66}");
    with(job, "reflection/model", "\"priced/small\"");

    JsonNode estimate = client.post("/api/v1/jobs/validate", job.toString()).json().get("estimate");

    // One validation example, minibatches of 3: (66 - 1) / (6 + 0.5) = 10 proposals.
    assertThat(estimate.get("proposals").longValue()).isEqualTo(10);
    assertThat(estimate.get("modelCalls").longValue()).isEqualTo(66 + 10);
    assertThat(estimate.get("inputTokens").longValue()).isPositive();
    assertThat(estimate.get("outputTokens").longValue()).isEqualTo(66 * 250 + 10 * (5 + 500));
    assertThat(estimate.get("costUsd").decimalValue())
        .isGreaterThan(new BigDecimal("0.0202"))
        .isLessThan(new BigDecimal("1"));
  }

  @Test
  void countsWhatAJudgeIsSentBesideTheTask() {
    ObjectNode job = aJob();
    with(
        job,
        "evaluator",
        "{\"type\": \"llm_judge\", \"model\": \"simulated/judge\", \"rubric\": \"short\"}");
    long before = inputTokensACall(job, 2);
    with(job, "evaluator/rubric", "\"" + "x".repeat(10_005) + "\"");

    // 10,000 characters more in every second call of a rollout.
    assertThat(inputTokensACall(job, 2) - before).isBetween(2_400L, 2_600L);
    with(
        job,
        "evaluator",
        "{\"type\": \"composite\", \"parts\": [{\"name\": \"style\", \"evaluator\": "
            + job.get("evaluator")
            + "}]}");
    assertThat(inputTokensACall(job, 2) - before).isBetween(2_400L, 2_600L);
  }

  @Test
  void countsWhatEachStepOfAPipelineIsSent() {
    ObjectNode job = aJob();
    String step =
        "{\"id\": \"%s\", \"type\": \"llm\", \"messages\": [{\"role\": \"user\", \"content\": \"{{component.system_prompt}} {{input}} %s\"}]}";
    String system =
        "{\"type\": \"pipeline\", \"model\": \"simulated/worker\", \"output\": \"{{steps.b.output}}\", \"steps\": [%s, %s]}";
    with(job, "system", system.formatted(step.formatted("a", ""), step.formatted("b", "")));
    long before = inputTokensACall(job, 2);
    with(
        job,
        "system",
        system.formatted(step.formatted("a", ""), step.formatted("b", "x".repeat(8_000))));

    assertThat(inputTokensACall(job, 2) - before).isBetween(1_900L, 2_100L);
  }

  /** Input tokens of a rollout, reflections shared out among the rollouts. */
  private long inputTokensACall(ObjectNode job, int callsARollout) {
    with(job, "budget", "{\"maxRollouts\": 66}");
    JsonNode estimate = client.post("/api/v1/jobs/validate", job.toString()).json().get("estimate");
    assertThat(estimate.get("modelCalls").longValue()).isEqualTo(66 * callsARollout + 10);
    return estimate.get("inputTokens").longValue() / 66;
  }

  @Test
  void saysThatACostIsUnknownWhereAPriceIs() {
    ObjectNode job = aJobWith("reflection/model", "\"priced/unheard-of\"");

    JsonNode estimate = client.post("/api/v1/jobs/validate", job.toString()).json().get("estimate");

    assertThat(estimate.get("costUsd").isNull()).isTrue();
    assertThat(estimate.get("modelCalls").longValue()).isPositive();
  }

  @Test
  void warnsOfTestExamplesThatTheSearchSees() {
    ObjectNode job =
        aJobWith(
            "trainset",
            "[{\"input\": \"a\", \"answer\": \"b\"}, {\"input\": \"c\", \"answer\": \"d\"}]");
    with(job, "valset", "[{\"id\": \"v\", \"input\": \"e\", \"answer\": \"f\"}]");
    with(
        job,
        "testset",
        """
        [{"answer": "b", "input": "a", "id": "t"}, {"input": "e", "answer": "f"}, {"input": "a", "answer": "d"}]
        """);

    JsonNode warnings = client.post("/api/v1/jobs/validate", job.toString()).json().get("warnings");

    assertThat(warnings.valueStream())
        .filteredOn(w -> w.get("code").stringValue().equals("test-overlaps"))
        .singleElement()
        .satisfies(
            w -> assertThat(w.get("detail").stringValue()).startsWith("2 of 3 test examples"));
  }

  @Test
  void warnsOfWhatIsProbablyNotMeant() {
    ObjectNode job = aJobWith("budget", "{\"maxRollouts\": 12}");
    with(job, "seedCandidate", "{\"used\": \"a\", \"unused\": \"b\"}");
    job.remove("valset");

    JsonNode warnings = client.post("/api/v1/jobs/validate", job.toString()).json().get("warnings");

    assertThat(warnings.valueStream().map(w -> w.get("code").stringValue()).toList())
        .containsExactlyInAnyOrder(
            "unused-component", "no-validation-set", "few-proposals", "simulated-model");
  }

  @Test
  void warnsWhereMostRolloutsValidate() {
    ObjectNode job = aJob();
    StringBuilder set = new StringBuilder("[");
    for (int i = 0; i < 100; i++) {
      set.append(i == 0 ? "" : ",").append("{\"input\": \"i\", \"answer\": \"a\"}");
    }
    with(job, "valset", set + "]");

    JsonNode warnings = client.post("/api/v1/jobs/validate", job.toString()).json().get("warnings");

    assertThat(warnings.valueStream().map(w -> w.get("code").stringValue()).toList())
        .isEqualTo(List.of("few-proposals", "mostly-validation", "simulated-model"));
  }
}
