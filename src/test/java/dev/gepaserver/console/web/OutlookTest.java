package dev.gepaserver.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.archive.ArchiveFigures.Pace;
import dev.gepaserver.common.Json;
import dev.gepaserver.console.web.Outlook.Limit;
import dev.gepaserver.console.web.Outlook.Unit;
import dev.gepaserver.console.web.Outlook.Used;
import dev.gepaserver.job.JobStatus;
import dev.gepaserver.job.JobUsage;
import dev.gepaserver.job.JobUsage.ModelUsage;
import dev.gepaserver.job.JobUsage.WebhookUsage;
import dev.gepaserver.job.JobView;
import dev.gepaserver.job.JobView.ProgressView;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutlookTest {

  private static final Duration RUNNING = Duration.ofMinutes(5);
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /** 10 iterations in 100 s: 40 rollouts, 2 candidates, 50 cents, of which 20 by reflection. */
  private static final Pace PACE =
      new Pace(10, 40, 2, Duration.ofSeconds(100), new BigDecimal("0.50"), new BigDecimal("0.20"));

  @ParameterizedTest
  @CsvSource({
    "'{\"maxRollouts\": 140}', PT100S, 0.5",
    "'{\"maxIterations\": 30}', PT100S, 0.5",
    "'{\"maxCandidates\": 9}', PT200S, 1",
    "'{\"maxCostUsd\": 5}', PT800S, 4",
    "'{\"maxReflectionCostUsd\": 1.2}', PT100S, 0.5",
    "'{\"maxDuration\": \"PT10M\"}', PT300S, 1.5",
    "'{\"maxRollouts\": 140, \"maxCostUsd\": 1.1}', PT20S, 0.1",
    "'{\"maxRollouts\": 90}', PT0S, "
  })
  void tellsWhatIsLeftByWhicheverLimitIsReachedFirst(
      String budget, Duration time, @Nullable BigDecimal cost) {
    Outlook outlook = Outlook.of(job(JobStatus.RUNNING), Json.parse(budget), used("1"), PACE);

    assertThat(outlook.timeLeft()).isEqualTo(time);
    if (cost == null) {
      assertThat(outlook.costLeft()).isNull();
    } else {
      assertThat(outlook.costLeft()).isEqualByComparingTo(cost);
    }
  }

  @Test
  void showsHowFarEveryLimitIsUsedTheNearestToItsEndFirst() {
    Outlook outlook =
        Outlook.of(
            job(JobStatus.PAUSED),
            Json.parse(
                "{\"maxRollouts\": 200, \"maxCostUsd\": 5, \"maxDuration\": \"PT6M\", \"targetScore\": 1}"),
            used("0.05"),
            null);

    assertThat(outlook.limits())
        .containsExactly(
            new Limit("maxDuration", 300, 360, Unit.SECONDS),
            new Limit("maxRollouts", 100, 200, Unit.THINGS),
            new Limit("maxCostUsd", 0.05, 5, Unit.DOLLARS));
    assertThat(outlook.limits())
        .extracting(new Shown()::used)
        .containsExactly("5 min of 6 min", "100 of 200", "$0.05 of $5");
    assertThat(outlook.timeLeft()).isNull();
    assertThat(outlook.costLeft()).isNull();
  }

  @Test
  void goesByAllThatWasDoneBeforeThereIsAPace() {
    Outlook outlook =
        Outlook.of(
            job(JobStatus.RUNNING), Json.parse("{\"maxRollouts\": 200}"), used("0.30"), null);

    assertThat(outlook.timeLeft()).isEqualTo(RUNNING);
    assertThat(outlook.costLeft()).isEqualByComparingTo("0.30");
  }

  @Test
  void tellsNothingOfMoneyThatIsNotKnown() {
    Pace unpriced = new Pace(10, 40, 2, Duration.ofSeconds(100), null, null);

    Outlook outlook =
        Outlook.of(
            job(JobStatus.RUNNING),
            Json.parse("{\"maxRollouts\": 140, \"maxCostUsd\": 5}"),
            new Used(RUNNING, null),
            unpriced);

    assertThat(outlook.limits()).extracting(Limit::name).containsExactly("maxRollouts");
    assertThat(outlook.timeLeft()).isEqualTo(Duration.ofSeconds(100));
    assertThat(outlook.costLeft()).isNull();
  }

  private static Used used(String cost) {
    return new Used(RUNNING, new BigDecimal(cost));
  }

  /** 20 iterations, 100 rollouts, 5 candidates; a dollar went to reflection. */
  private static JobView job(JobStatus status) {
    ModelUsage nothing = new ModelUsage(0, 0, 0, 0, 0, BigDecimal.ZERO);
    ModelUsage reflection = new ModelUsage(1, 1, 0, 0, 1, BigDecimal.ONE);
    return new JobView(
        UUID.randomUUID(),
        "a job",
        status,
        null,
        null,
        null,
        null,
        START,
        START,
        null,
        false,
        new ProgressView(20, 100, null, 5, 0, 0.5, 0.5),
        JobUsage.of(nothing, reflection, nothing, new WebhookUsage(0, BigDecimal.ZERO), 0),
        null,
        Map.of(),
        null);
  }
}
