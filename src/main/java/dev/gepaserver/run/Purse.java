package dev.gepaserver.run;

import dev.gepaserver.archive.OpenCost;
import dev.gepaserver.engine.model.Budget;
import dev.gepaserver.engine.model.Spent;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What a job has used up over all its runs: money and running time. What an earlier run paid in the
 * iteration that is open counts when that iteration is finished, as it would have without the
 * interruption. Safe for use by many threads.
 */
final class Purse {

  private final AtomicLong costNanos;
  private final AtomicLong reflectionCostNanos;
  private final AtomicLong unpriced;
  private final AtomicLong unpricedReflections;
  private final AtomicReference<OpenCost> open;
  private final AtomicReference<Spent> boundary;
  private final Duration before;
  private final long testNanos;
  // Running time is measured by the monotonic clock, so that a wall clock that jumps changes no
  // decision.
  private final long startedAt = System.nanoTime();
  private final AtomicReference<@Nullable Duration> searched = new AtomicReference<>();

  /**
   * Goes on from what earlier runs used up.
   *
   * @param costNanos of finished iterations
   * @param reflectionCostNanos of these, what reflections cost
   * @param open of the iteration that is open
   * @param unpriced calls of finished iterations whose cost is unknown
   * @param before running time of earlier runs
   */
  Purse(
      long costNanos,
      long reflectionCostNanos,
      OpenCost open,
      OpenCost.Unpriced unpriced,
      Duration before) {
    this.unpriced = new AtomicLong(unpriced.calls());
    this.unpricedReflections = new AtomicLong(unpriced.reflections());
    this.open = new AtomicReference<>(open);
    this.costNanos = new AtomicLong(costNanos);
    this.reflectionCostNanos = new AtomicLong(reflectionCostNanos);
    this.before = before;
    this.testNanos = open.testNanos();
    this.boundary = new AtomicReference<>(spent());
  }

  /** Notes a cost; an unknown one counts nothing, but is remembered. */
  void spend(@Nullable Long nanos, boolean byReflection) {
    if (nanos == null) {
      unpriced.incrementAndGet();
      if (byReflection) {
        unpricedReflections.incrementAndGet();
      }
    } else {
      costNanos.addAndGet(nanos);
      if (byReflection) {
        reflectionCostNanos.addAndGet(nanos);
      }
    }
  }

  /** The iteration that was open is finished: from now on all that was paid counts. */
  void iterationFinished() {
    OpenCost paid = open.getAndSet(OpenCost.NONE);
    costNanos.addAndGet(paid.nanos());
    reflectionCostNanos.addAndGet(paid.reflectionNanos());
    unpriced.addAndGet(paid.unpriced().calls());
    unpricedReflections.addAndGet(paid.unpriced().reflections());
    boundary.set(spent());
  }

  /** What was spent when the last iteration was finished. */
  Spent beforeIteration() {
    return boundary.get();
  }

  /** What will be spent when the iteration that is open is finished; all its calls are in. */
  Spent afterIteration() {
    OpenCost paid = open.get();
    return new Spent(
        costNanos.get() + paid.nanos(),
        reflectionCostNanos.get() + paid.reflectionNanos(),
        runningTime(),
        false,
        testNanos);
  }

  /** Whether, between iterations, a cost that a budget limits is unknown. */
  boolean hides(Budget budget) {
    return (budget.maxCostNanos() != null && unpriced.get() > 0)
        || (budget.maxReflectionCostNanos() != null && unpricedReflections.get() > 0);
  }

  /** The search has ended: what follows, a held-out test, is outside of the running time. */
  void searchEnded() {
    searched.compareAndSet(null, runningTime());
  }

  /** Running time of all runs until now, or until the search ended. */
  Duration runningTime() {
    Duration ended = searched.get();
    return ended != null ? ended : before.plusNanos(System.nanoTime() - startedAt);
  }

  /** What the stop conditions ask for. */
  Spent spent() {
    return new Spent(costNanos.get(), reflectionCostNanos.get(), runningTime(), false, testNanos);
  }
}
