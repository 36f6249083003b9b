package dev.gepaserver.engine.model;

import static dev.gepaserver.engine.model.Checks.atLeast;
import static dev.gepaserver.engine.model.Checks.check;

import java.time.Duration;

/**
 * What the search has used up that it cannot know by itself.
 *
 * @param costNanos all cost so far, in nano-dollars, at least 0
 * @param reflectionCostNanos the part of it that reflection cost, in nano-dollars, at least 0
 * @param runningTime how long the job has run; not negative; pauses do not count
 * @param stopRequested whether somebody asked for the end
 * @param testCostNanos what held-out tests have cost besides, in nano-dollars, at least 0; only a
 *     hard budget minds it
 */
public record Spent(
    long costNanos,
    long reflectionCostNanos,
    Duration runningTime,
    boolean stopRequested,
    long testCostNanos) {

  /** Nothing used up, no wish to stop. */
  public static final Spent NOTHING = new Spent(0, 0, Duration.ZERO, false);

  /** The same without any held-out test. */
  public Spent(
      long costNanos, long reflectionCostNanos, Duration runningTime, boolean stopRequested) {
    this(costNanos, reflectionCostNanos, runningTime, stopRequested, 0);
  }

  /** Checks the ranges. */
  public Spent {
    atLeast(0, costNanos, "The cost");
    atLeast(0, reflectionCostNanos, "The cost of reflection");
    atLeast(0, testCostNanos, "The cost of held-out tests");
    check(!runningTime.isNegative(), "The running time must not be negative");
  }
}
