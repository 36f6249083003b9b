package dev.gepaserver.run;

import dev.gepaserver.engine.model.Spent;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a job has used up over all its runs: money and running time. Safe for use by many threads.
 */
final class Purse {

  private final AtomicLong costNanos;
  private final AtomicLong reflectionCostNanos;
  private final Duration before;
  // Running time is measured by the monotonic clock, so that a wall clock that jumps changes no
  // decision.
  private final long startedAt = System.nanoTime();

  /**
   * Goes on from what earlier runs used up.
   *
   * @param before running time of earlier runs
   */
  Purse(long costNanos, long reflectionCostNanos, Duration before) {
    this.costNanos = new AtomicLong(costNanos);
    this.reflectionCostNanos = new AtomicLong(reflectionCostNanos);
    this.before = before;
  }

  /**
   * Notes a cost; an unknown one counts nothing, and no budget of money is accepted where one could
   * be.
   */
  void spend(@Nullable Long nanos, boolean byReflection) {
    if (nanos != null) {
      costNanos.addAndGet(nanos);
      if (byReflection) {
        reflectionCostNanos.addAndGet(nanos);
      }
    }
  }

  /** Running time of all runs until now. */
  Duration runningTime() {
    return before.plusNanos(System.nanoTime() - startedAt);
  }

  /** What the stop conditions ask for. */
  Spent spent() {
    return new Spent(costNanos.get(), reflectionCostNanos.get(), runningTime(), false);
  }
}
