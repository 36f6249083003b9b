package dev.gepaserver.engine.model;

import static dev.gepaserver.engine.model.Checks.atLeast;

import java.math.BigInteger;

/**
 * What the dearest call can cost, for a hard cost budget.
 *
 * @param rolloutNanos the most that one rollout can cost, evaluation included, in nano-dollars
 * @param reflectionNanos the most that one reflection can cost, all its attempts together, in
 *     nano-dollars
 * @param testNanos the most that the held-out test at the end can cost, in nano-dollars; it is kept
 *     in reserve
 */
public record CostBounds(long rolloutNanos, long reflectionNanos, long testNanos) {

  /** Bounds of a search without a held-out test. */
  public CostBounds(long rolloutNanos, long reflectionNanos) {
    this(rolloutNanos, reflectionNanos, 0);
  }

  /** Checks the ranges. */
  public CostBounds {
    atLeast(0, rolloutNanos, "The bound of a rollout's cost");
    atLeast(0, reflectionNanos, "The bound of a reflection's cost");
    atLeast(0, testNanos, "The bound of the held-out test's cost");
  }

  /**
   * The most that so many rollouts and reflections can cost together with the held-out test.
   *
   * @return nano-dollars, of any size
   */
  public BigInteger withTest(long rollouts, long reflections) {
    return product(rollouts, rolloutNanos)
        .add(ofReflections(reflections))
        .add(BigInteger.valueOf(testNanos));
  }

  /** The most that so many reflections can cost, in nano-dollars of any size. */
  public BigInteger ofReflections(long reflections) {
    return product(reflections, reflectionNanos);
  }

  private static BigInteger product(long count, long each) {
    return BigInteger.valueOf(count).multiply(BigInteger.valueOf(each));
  }
}
