package dev.gepaserver.job;

import static dev.gepaserver.job.TestJobs.aJob;
import static dev.gepaserver.job.TestJobs.aJobWith;
import static dev.gepaserver.job.TestJobs.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Json;
import dev.gepaserver.job.TestClient.Answer;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a hard limit of cost asks for at submission, and what is copied into the job. */
@JobHttpTest
class CostLimitsTest {

  private static final String SMALL =
      "{\"provider\": \"priced\", \"model\": \"small\", \"maxTokens\": 1000}";
  private static final String HARD = "{\"maxIterations\": 5, \"hard\": true, \"maxCostUsd\": 1000}";

  @Autowired TestClient client;

  @Test
  void copiesPricesAndLengthsIntoTheJob() {
    JsonNode spec = client.post("/api/v1/jobs/validate", hardJob().toString()).json().get("spec");

    assertThat(spec.at("/reflection/model/prices"))
        .isEqualTo(
            Json.parse(
                "{\"inputUsdPerMillion\": 1, \"outputUsdPerMillion\": 4, \"asOf\": \"setting\"}"));
    assertThat(spec.at("/system/model/prices")).isEqualTo(spec.at("/reflection/model/prices"));
    assertThat(spec.at("/reflection/maxTextLength").intValue()).isEqualTo(4_000);
    assertThat(spec.at("/reflection/maxPromptLength").intValue()).isEqualTo(40_000);
  }

  @Test
  void boundsNoTextWhereNoLimitOfCostIsHard() {
    JsonNode spec = client.post("/api/v1/jobs/validate", aJob().toString()).json().get("spec");

    assertThat(spec.at("/reflection").has("maxTextLength")).isFalse();
    assertThat(spec.at("/reflection/maxPromptLength").intValue()).isEqualTo(400_000);
    assertThat(spec.at("/reflection/model").has("prices")).isFalse();
  }

  @Test
  void namesTheFieldsThatAreMissing() {
    ObjectNode job = aJobWith("budget", HARD);
    with(job, "system/model", "\"priced/small\"");
    with(
        job,
        "reflection/model",
        "{\"provider\": \"priced\", \"model\": \"small\", \"options\": {\"service_tier\": \"priority\"}, \"prices\": {\"inputUsdPerMillion\": 1, \"outputUsdPerMillion\": 4}}");

    Answer answer = client.submit(job);

    assertThat(answer.pointers().lines())
        .containsExactlyInAnyOrder(
            "/reflection/model/maxTokens", "/reflection/model/options", "/system/model/maxTokens");
  }

  @Test
  void asksWhatARolloutOfAWebhookCosts() {
    ObjectNode job = hardJob();
    with(job, "system", "{\"type\": \"http\", \"url\": \"http://localhost:9/x\"}");
    job.remove("evaluator");

    assertThat(client.submit(job).pointers()).isEqualTo("/system/maxCostPerRollout\n");

    with(job, "system/maxCostPerRollout", "0.5");
    assertThat(client.submit(job).status()).isEqualTo(202);
  }

  @Test
  void saysWhichPartCannotBeForeseen() {
    ObjectNode judged = hardJob();
    with(judged, "evaluator", "{\"type\": \"llm_judge\", \"rubric\": \"good\"}");
    with(judged, "evaluator/model", SMALL);

    Answer refused = client.submit(judged);

    assertThat(refused.pointers()).isEqualTo("/budget/hard\n");
    assertThat(refused.json().toString()).contains("an evaluator that asks a model");
    with(
        judged,
        "system",
        "{\"type\": \"pipeline\", \"steps\": [{\"id\": \"a\", \"type\": \"llm\", \"component\": \"system_prompt\"}], \"output\": \"{{steps.a.output}}\"}");
    with(judged, "system/model", SMALL);
    with(judged, "evaluator", "{\"type\": \"contains\"}");
    assertThat(client.submit(judged).json().toString()).contains("a system of type pipeline");
  }

  @Test
  void saysTheLeastThatWouldDo() {
    ObjectNode job = hardJob();
    with(job, "system", "{\"type\": \"http\", \"url\": \"http://localhost:9/x\"}");
    job.remove("evaluator");
    with(job, "system/maxCostPerRollout", "0.5");
    with(job, "testset", "[{\"input\": \"a\"}, {\"input\": \"b\"}]");
    with(job, "budget/maxCostUsd", "7.49");

    Answer refused = client.submit(job);

    // One validation example, and two held-out ones for the seed and the best; each may be asked
    // three times.
    assertThat(refused.pointers()).isEqualTo("/budget/maxCostUsd\n");
    assertThat(refused.json().toString()).contains("must be at least 7.5.");
    with(job, "budget/maxCostUsd", "7.5");
    assertThat(client.submit(job).status()).isEqualTo(202);
  }

  @Test
  void foreseesAPlaceholderThatIsUsedAgainAndAgain() {
    ObjectNode plain = hardJob();
    with(plain, "budget/maxCostUsd", "0.000001");
    ObjectNode repeated = plain.deepCopy();
    with(repeated, "seedCandidate/system_prompt", "\"Route {{input}}.\"");
    with(
        repeated,
        "system/messages",
        "[{\"role\": \"user\", \"content\": \"{{component.system_prompt}}\"}]");

    // 4,000 characters of the text are 444 times {{input}}, each of 23 bytes: fewer than of others.
    assertThat(least(repeated)).isBetween(least(plain) - 0.01, least(plain) + 0.01);
    with(repeated, "valset/0/input", "\"" + "x".repeat(9_000) + "\"");
    assertThat(least(repeated)).isGreaterThan(50 * least(plain));
  }

  @Test
  void derivesLengthsAnewInAFork() {
    String id = client.submit(hardJob()).json().get("id").stringValue();

    JsonNode longer = forked(id, "{\"reflection\": {\"model\": {\"maxTokens\": 1500}}}");
    JsonNode soft = forked(id, "{\"budget\": {\"hard\": false}}");

    assertThat(longer.at("/reflection/maxTextLength").intValue()).isEqualTo(6_000);
    assertThat(longer.at("/reflection/model/prices/asOf").stringValue()).isEqualTo("setting");
    assertThat(soft.get("reflection").has("maxTextLength")).isFalse();
    assertThat(soft.at("/reflection/maxPromptLength").intValue()).isEqualTo(400_000);
  }

  private JsonNode forked(String id, String changes) {
    Answer fork = client.post("/api/v1/jobs/" + id + "/fork", changes);
    assertThat(fork.status()).as(fork.response().body()).isEqualTo(202);
    return client.get("/api/v1/jobs/" + fork.json().get("id").stringValue() + "/spec").json();
  }

  @Test
  void letsAFreeModelHaveAHardLimit() {
    assertThat(client.submit(aJobWith("budget", HARD)).status()).isEqualTo(202);
  }

  private double least(ObjectNode job) {
    String detail = client.submit(job).json().at("/errors/0/detail").stringValue();
    return Double.parseDouble(detail.replaceAll("(?s).*must be at least ([0-9.]+)\\. .*", "$1"));
  }

  private static ObjectNode hardJob() {
    ObjectNode job = aJobWith("budget", HARD);
    with(job, "system/model", SMALL);
    with(job, "reflection/model", SMALL);
    return job;
  }
}
