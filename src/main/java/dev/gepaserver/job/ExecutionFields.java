package dev.gepaserver.job;

import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Json;
import dev.gepaserver.engine.model.Defaults;
import dev.gepaserver.job.ExecutionSpec.OnRolloutError;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** The field {@code execution} of a job. */
final class ExecutionFields {

  private static final int CONCURRENCY = 16;
  private static final int MAX_CONCURRENCY = 5_000;
  private static final Duration ROLLOUT_TIMEOUT = Duration.ofMinutes(5);
  private static final Duration OUTAGE_TIMEOUT = Duration.ofHours(1);
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST_ROLLOUT = Duration.ofHours(24);
  private static final Duration LONGEST_OUTAGE = Duration.ofDays(30);

  private ExecutionFields() {}

  static ExecutionSpec read(Fields job) {
    Fields fields = job.objectOrEmpty("execution");
    String onError =
        fields.choice(
            "onRolloutError",
            OnRolloutError.SCORE.wireName(),
            Stream.of(OnRolloutError.values()).map(OnRolloutError::wireName).toList());
    ExecutionSpec execution =
        new ExecutionSpec(
            fields.whole("maxConcurrency", CONCURRENCY, 1, MAX_CONCURRENCY),
            OnRolloutError.valueOf(onError.toUpperCase(Locale.ROOT)),
            fields.duration("rolloutTimeout", ROLLOUT_TIMEOUT, SHORTEST, LONGEST_ROLLOUT),
            fields.duration("outageTimeout", OUTAGE_TIMEOUT, Duration.ZERO, LONGEST_OUTAGE),
            fields.number("maxFailedShare", usualShare(job), 0, 1));
    fields.rejectUnknown();
    return execution;
  }

  /** Jobs taken in before there was such a share bear any. */
  private static double usualShare(Fields job) {
    return job.faults().mindSettings() ? Defaults.MAX_FAILED_SHARE : 1;
  }

  static ObjectNode write(ExecutionSpec execution) {
    return Json.object()
        .put("maxConcurrency", execution.maxConcurrency())
        .put("onRolloutError", execution.onRolloutError().wireName())
        .put("rolloutTimeout", execution.rolloutTimeout().toString())
        .put("outageTimeout", execution.outageTimeout().toString())
        .put("maxFailedShare", execution.maxFailedShare());
  }
}
