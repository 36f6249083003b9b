package dev.gepaserver.engine.model;

import java.util.List;

/**
 * Arithmetic as the search needs it: plain sums from left to right, so that a decision is the same
 * wherever it is taken. {@code DoubleStream.sum} compensates and gives other last digits.
 */
public final class Sums {

  private Sums() {}

  /** The sum from left to right; infinite where it overflows, 0 of nothing. */
  public static double of(double... values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  /** The sum from left to right; infinite where it overflows, 0 of nothing. */
  public static double of(List<Double> values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  /** The scores' sum from left to right. */
  public static double ofScores(List<Rollout> rollouts) {
    double sum = 0;
    for (Rollout rollout : rollouts) {
      sum += rollout.score();
    }
    return sum;
  }

  /** Orders two numbers as {@code <} does; 0.0 and -0.0 are equal. */
  public static int compare(double left, double right) {
    return left < right ? -1 : left > right ? 1 : 0;
  }
}
