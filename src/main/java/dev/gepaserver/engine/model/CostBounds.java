package dev.gepaserver.engine.model;

import static dev.gepaserver.engine.model.Checks.atLeast;

/**
 * What the dearest call can cost, for a hard cost budget.
 *
 * @param rolloutNanos the most that one rollout can cost, evaluation included, in nano-dollars
 * @param reflectionNanos the most that one reflection can cost, all its attempts together, in
 *     nano-dollars
 */
public record CostBounds(long rolloutNanos, long reflectionNanos) {

  /** Checks the ranges. */
  public CostBounds {
    atLeast(0, rolloutNanos, "The bound of a rollout's cost");
    atLeast(0, reflectionNanos, "The bound of a reflection's cost");
  }
}
