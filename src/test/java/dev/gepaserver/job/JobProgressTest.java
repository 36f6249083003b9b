package dev.gepaserver.job;

import static dev.gepaserver.job.TestJobs.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Json;
import dev.gepaserver.engine.model.PairedComparison;
import dev.gepaserver.journal.Role;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@JobHttpTest
class JobProgressTest {

  static final TestDetails DETAILS =
      new TestDetails(
          new TestDetails.Effort(null, 4),
          new TestDetails.Effort(new BigDecimal("0.25"), 20),
          List.of(new TestDetails.WorseExample("t2", 1, 0.25)));

  @Autowired TestClient client;
  @Autowired JobProgress progress;

  @Test
  void addsUpWhatCallsUsed() {
    UUID id = job();
    UUID other = job();
    UsageDelta task =
        new UsageDelta(
            id, 2, Map.of(Role.TASK, new UsageDelta.Calls(1, 10, 4, 2, 5, 1_500, 0)), 0, 0, 0);
    UsageDelta webhook = new UsageDelta(id, 0, Map.of(), 3, 2_000_000_000, 1);

    progress.addUsage(List.of(task, UsageDelta.rollouts(other, 7), task, webhook));
    progress.runDied(id);

    JsonNode view = view(id);
    assertThat(view.at("/progress/rollouts").longValue()).isEqualTo(4);
    assertThat(view.get("usage"))
        .isEqualTo(
            Json.parse(
                """
                {"task": {"calls": 2, "inputTokens": 20, "cachedTokens": 8, "reasoningTokens": 4, "outputTokens": 10, "costUsd": 0.000003},
                 "reflection": {"calls": 0, "inputTokens": 0, "cachedTokens": 0, "reasoningTokens": 0, "outputTokens": 0, "costUsd": 0},
                 "judge": {"calls": 0, "inputTokens": 0, "cachedTokens": 0, "reasoningTokens": 0, "outputTokens": 0, "costUsd": 0},
                 "webhook": {"calls": 3, "costUsd": 2}, "costUsd": 2.000003, "inDoubtCalls": 1}
                """));
    assertThat(view(other).at("/progress/rollouts").longValue()).isEqualTo(7);
  }

  @Test
  void saysThatACostIsUnknownWhereAnyCallHadNoPrice() {
    UUID id = job();

    progress.addUsage(
        List.of(
            new UsageDelta(
                id,
                0,
                Map.of(Role.REFLECTION, new UsageDelta.Calls(1, 1, 0, 0, 1, 0, 1)),
                0,
                0,
                0)));

    JsonNode usage = view(id).get("usage");
    assertThat(usage.at("/reflection/costUsd").isNull()).isTrue();
    assertThat(usage.at("/task/costUsd").isNumber()).isTrue();
    assertThat(usage.get("costUsd").isNull()).isTrue();
  }

  @Test
  void showsHowFarAJobIs() {
    UUID id = job();

    progress.iterationFinished(id, 4, 3, 2, 0.75, 0.5, 1234);
    progress.testFinished(id, 0.25, 1, new PairedComparison(3, 1, 2, 0.5, 1, 10_000), DETAILS);

    JsonNode view = view(id);
    assertThat(view.get("progress"))
        .isEqualTo(
            Json.parse(
                """
                {"iteration": 4, "rollouts": 0, "maxRollouts": 150, "candidates": 3, "bestCandidate": 2, "bestScore": 0.75, "seedScore": 0.5}
                """));
    assertThat(view.get("test"))
        .isEqualTo(
            Json.parse(
                """
                {"seedScore": 0.25, "bestScore": 1.0, "difference": 0.75,
                 "interval": {"low": 0.5, "high": 1.0, "confidence": 0.95, "resamples": 10000},
                 "better": 3, "worse": 1, "equal": 2,
                 "seed": {"costUsd": null, "characters": 4}, "best": {"costUsd": 0.25, "characters": 20},
                 "worseExamples": [{"example": "t2", "seedScore": 1.0, "bestScore": 0.25}]}
                """));
    assertThat(progress.load(id).runningMs()).isEqualTo(1234);
  }

  @Test
  void showsNoNumberForAnInfiniteAverage() {
    UUID id = job();

    progress.iterationFinished(id, 1, 1, 0, Double.POSITIVE_INFINITY, Double.NaN, 0);

    assertThat(view(id).at("/progress/bestScore").isNull()).isTrue();
  }

  @Test
  void showsNoIntervalWhereScoresAreTooLargeForOne() {
    UUID id = job();

    progress.testFinished(
        id,
        -1e308,
        1e308,
        new PairedComparison(1, 0, 0, 0, Double.POSITIVE_INFINITY, 1000),
        DETAILS);

    JsonNode test = view(id).get("test");
    assertThat(test.get("difference").isNull()).isTrue();
    assertThat(test.get("interval").isNull()).isTrue();
    assertThat(test.get("better").intValue()).isEqualTo(1);
  }

  private UUID job() {
    return UUID.fromString(client.submit(aJob()).json().get("id").stringValue());
  }

  private JsonNode view(UUID id) {
    return client.get("/api/v1/jobs/" + id).json();
  }
}
