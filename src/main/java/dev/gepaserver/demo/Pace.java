package dev.gepaserver.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Estimates how long a job still takes, from the rollouts seen since the job was seen to move. */
final class Pace {

  private final InstantSource clock;
  private @Nullable Instant begun;
  private long rolloutsThen;

  Pace(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * The time left until the budget of rollouts is used up; null while there is nothing to tell it
   * from.
   */
  @Nullable Duration left(DemoJobView job) {
    Instant now = clock.instant();
    // The wait for a worker, long after a crash, says nothing about how fast the job is.
    if (begun == null || job.rollouts() == rolloutsThen) {
      begun = now;
      rolloutsThen = job.rollouts();
    }
    long done = job.rollouts() - rolloutsThen;
    long millis = Duration.between(begun, now).toMillis();
    if (job.maxRollouts() == null || done <= 0 || millis <= 0) {
      return null;
    }
    long open = Math.max(0, job.maxRollouts() - job.rollouts());
    return Duration.ofMillis(Math.round((double) open * millis / done));
  }
}
