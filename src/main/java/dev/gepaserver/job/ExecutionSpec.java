package dev.gepaserver.job;

import java.time.Duration;
import java.util.Locale;

/**
 * How calls are made: the field {@code execution} of a job.
 *
 * @param maxConcurrency rollouts of this job at once, at least 1
 * @param onRolloutError what becomes of a rollout that fails
 * @param rolloutTimeout how long one rollout may take
 * @param outageTimeout how long an unavailable provider or webhook is waited for before the job is
 *     paused
 * @param maxFailedShare the largest share of rollouts that may fail before the job does, 0 to 1
 */
public record ExecutionSpec(
    int maxConcurrency,
    OnRolloutError onRolloutError,
    Duration rolloutTimeout,
    Duration outageTimeout,
    double maxFailedShare) {

  /** What becomes of a rollout that fails. */
  public enum OnRolloutError {
    /** It scores 0, with the error as feedback. */
    SCORE,
    /** It fails the job. */
    FAIL;

    /** The name on the wire. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
