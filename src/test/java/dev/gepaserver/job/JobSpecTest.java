package dev.gepaserver.job;

import static dev.gepaserver.job.TestJobs.aJob;
import static dev.gepaserver.job.TestJobs.aJobWith;
import static dev.gepaserver.job.TestJobs.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gepaserver.common.InvalidInputException;
import dev.gepaserver.common.Json;
import dev.gepaserver.engine.model.SearchOptions;
import dev.gepaserver.job.TestClient.Answer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@JobHttpTest
class JobSpecTest {

  @Autowired TestClient client;
  @Autowired SpecReader reader;
  @Autowired JobRuns runs;

  static List<ObjectNode> jobs() {
    ObjectNode full = aJob();
    with(full, "seedCandidate", "{\"zeta\": \"Z\", \"alpha\": \"A ä\", \"mid\": \"\"}");
    with(
        full,
        "trainset/0",
        "{\"z\": 1.50, \"input\": \"i\", \"answer\": \"a\", \"a\": {\"y\": null, \"b\": [1e3]}}");
    with(full, "testset", "[{\"input\": \"t\", \"answer\": \"b\"}]");
    with(
        full,
        "system/messages",
        "[{\"role\": \"user\", \"content\": \"{{component.zeta}} {{component.mid}} {{input}}\"}]");
    with(full, "reflection/promptTemplate", "{\"mid\": \"<curr_param> <side_info>\"}");
    with(full, "reflection/maxTextLength", "500");
    with(full, "reflection/componentSelector", "\"all\"");
    with(full, "search/seed", "-123456789012345678901234567890");
    with(full, "search/candidateSelector", "{\"type\": \"epsilon_greedy\", \"epsilon\": 0.25}");
    with(full, "search/sampling", "{\"type\": \"pxn\", \"p\": 3}");
    with(full, "search/selection", "{\"type\": \"top_k_improvements\", \"k\": 4}");
    with(full, "search/merge", "{\"enabled\": true}");
    with(
        full,
        "budget",
        "{\"maxIterations\": 5, \"maxCostUsd\": 0.123456789, \"maxDuration\": \"PT1H30M\", \"targetScore\": 0.9, \"maxCandidates\": 7, \"maxIterationsWithoutImprovement\": 3, \"maxReflectionCostUsd\": 2, \"hard\": false}");
    with(
        full,
        "execution",
        "{\"maxConcurrency\": 2, \"onRolloutError\": \"fail\", \"rolloutTimeout\": \"PT10S\"}");
    ObjectNode webhook =
        aJobWith(
            "system",
            "{\"type\": \"http\", \"url\": \"http://localhost:9/x\", \"headers\": {\"B\": \"1\", \"A\": \"2\"}}");
    webhook.remove("evaluator");
    with(webhook, "search/frontier", "\"hybrid\"");
    ObjectNode seedless = aJob();
    seedless.remove("seedCandidate");
    return List.of(aJob(), full, webhook, seedless);
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void isTheSameWrittenAndReadAgain(ObjectNode job) {
    JobSpec spec = reader.readSubmission(job).spec();

    JobSpec again = reader.readKept(SpecWriter.write(spec).toString());

    assertThat(again).isEqualTo(spec);
    assertThat(again.components()).isEqualTo(spec.components());
  }

  @Test
  void isReadAgainWhateverTheSettingsAreNow() {
    ObjectNode job = Json.object();
    job.set("seedCandidate", aJob().get("seedCandidate"));
    with(job, "reflection", "{\"model\": \"gone/m\"}");
    with(
        job,
        "system",
        "{\"type\": \"http\", \"url\": \"http://169.254.169.254/x\", \"secret\": \"gone\"}");
    with(
        job,
        "evaluator",
        "{\"type\": \"http\", \"url\": \"http://169.254.169.254/x\", \"secret\": \"gone\"}");
    with(job, "budget", "{\"maxRollouts\": 5}");

    JobSpec spec = reader.readKept(job.toString());
    with(job, "reflection", "{\"model\": {\"provider\": \"gone\", \"model\": \"m\"}}");
    JobSpec again = reader.readKept(job.toString());

    assertThat(spec.reflection().model().provider()).isEqualTo("gone");
    assertThat(again).isEqualTo(spec);
    assertThatThrownBy(() -> reader.readKept(job.put("budget", "none").toString()))
        .isInstanceOf(InvalidInputException.class);
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void showsWhatCouldBeSubmittedAgain(ObjectNode job) {
    Answer submitted = client.submit(job);
    assertThat(submitted.status()).as(submitted.response().body()).isEqualTo(202);

    String spec = client.get(submitted.header("Location") + "/spec").response().body();

    assertThat(client.post("/api/v1/jobs/validate", spec).json().get("spec"))
        .isEqualTo(Json.parse(spec));
    assertThat(Json.parse(spec).get("trainset")).isEqualTo(job.get("trainset"));
    assertThat(Json.parse(spec).get("valset")).isEqualTo(job.get("valset"));
    assertThat(Json.parse(spec).get("trainset").toString())
        .isEqualTo(job.get("trainset").toString());
  }

  @Test
  void tellsTheSearchWhichOddNamesAreFields() {
    ObjectNode job = aJob();
    with(job, "seedCandidate/system_prompt", "\"{{first name}} {{ x | upper }} {{input}}\"");
    job.get("trainset").forEach(example -> ((ObjectNode) example).put("first name", "Ada"));
    job.remove("valset");
    String location = client.submit(job).header("Location");
    UUID id = UUID.fromString(location.substring(location.lastIndexOf('/') + 1));

    SearchOptions options = runs.load(id).orElseThrow().searchOptions();

    assertThat(options.reflection().prompts().fields()).containsExactly("first name");
  }

  @Test
  void keepsTheOrderOfComponents() {
    Answer submitted = client.submit(jobs().get(1));

    JsonNode spec = client.get(submitted.header("Location") + "/spec").json();

    assertThat(spec.get("seedCandidate").propertyNames()).containsExactly("zeta", "alpha", "mid");
    assertThat(spec.get("reflection").get("promptTemplate").propertyNames())
        .containsExactly("zeta", "alpha", "mid");
  }

  @Test
  void fillsInEveryDefault() {
    JsonNode spec = client.post("/api/v1/jobs/validate", aJob().toString()).json().get("spec");

    assertThat(spec.at("/reflection/promptTemplate").stringValue())
        .contains("<curr_param>", "<side_info>", "<objective>");
    assertThat(((ObjectNode) spec.get("reflection")).without("promptTemplate").without("model"))
        .isEqualTo(
            Json.parse(
                """
                {"minibatchSize": 3, "componentSelector": "round_robin", "skipPerfectScore": true, "perfectScore": 1.0,
                 "attempts": 3, "maxConsecutiveFailures": 5, "showRejected": 0, "maxPromptLength": 400000}
                """));
    assertThat(spec.get("search"))
        .isEqualTo(
            Json.parse(
                """
                {"seed": 0, "candidateSelector": "pareto", "frontier": "instance", "acceptance": "strict_improvement",
                 "sampling": {"type": "single"}, "selection": {"type": "all_improvements"},
                 "merge": {"enabled": false, "maxInvocations": 5, "valOverlapFloor": 5},
                 "cacheEvaluations": false, "skipDuplicates": true}
                """));
    assertThat(spec.get("budget")).isEqualTo(Json.parse("{\"maxRollouts\": 150, \"hard\": false}"));
    assertThat(spec.get("execution"))
        .isEqualTo(
            Json.parse(
                """
                {"maxConcurrency": 16, "onRolloutError": "score", "rolloutTimeout": "PT5M", "outageTimeout": "PT1H", "maxFailedShare": 0.5}
                """));
    assertThat(spec.get("evaluator").propertyNames())
        .contains("type", "expected", "correctFeedback", "incorrectFeedback");
  }

  @Test
  void tellsTheSearchWhatTheJobSays() {
    SearchOptions options = reader.readSubmission(jobs().get(1)).spec().searchOptions();

    assertThat(options.strategies().candidateSelector().parameters())
        .containsEntry("epsilon", 0.25);
    assertThat(options.strategies().sampling().parameters())
        .containsEntry("p", 3.0)
        .containsEntry("n", 2.0);
    assertThat(options.reflection().prompts().templateOf("mid"))
        .isEqualTo("<curr_param> <side_info>");
    assertThat(options.reflection().prompts().templateOf("zeta")).contains("<max_length>");
    assertThat(options.budget().maxCostNanos()).isEqualTo(123_456_789);
    assertThat(options.budget().maxDuration()).isEqualTo(Duration.ofMinutes(90));
    assertThat(options.merge().enabled()).isTrue();
  }

  @Test
  void takesAnArtifactWithoutExamples() {
    ObjectNode job = aJobWith("system", "{\"type\": \"artifact\"}");
    with(job, "evaluator", "{\"type\": \"contains\", \"expected\": \"select\"}");
    job.remove("trainset");
    job.remove("valset");

    Answer answer = client.submit(job);

    assertThat(answer.status()).as(answer.response().body()).isEqualTo(202);
    assertThat(client.get(answer.header("Location") + "/spec").json().get("trainset").toString())
        .isEqualTo("[{}]");
  }
}
