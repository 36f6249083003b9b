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
 */
public record Spent(
    long costNanos, long reflectionCostNanos, Duration runningTime, boolean stopRequested) {

  /** Nothing used up, no wish to stop. */
  public static final Spent NOTHING = new Spent(0, 0, Duration.ZERO, false);

  /** Checks the ranges. */
  public Spent {
    atLeast(0, costNanos, "The cost");
    atLeast(0, reflectionCostNanos, "The cost of reflection");
    check(!runningTime.isNegative(), "The running time must not be negative");
  }
}
