package dev.gepaserver.evaluation;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How good an output is.
 *
 * @param score higher is better; finite
 * @param objectives finite scores by the name of the objective; empty where the evaluator gives
 *     none
 * @param feedback what was right and wrong, in words
 */
public record Evaluation(double score, SortedMap<String, Double> objectives, Feedback feedback) {

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException where a score is not finite
   */
  public Evaluation {
    objectives = Collections.unmodifiableSortedMap(new TreeMap<>(objectives));
    boolean finite = Double.isFinite(score);
    for (double objective : objectives.values()) {
      finite &= Double.isFinite(objective);
    }
    if (!finite) {
      throw new IllegalArgumentException("a score is finite, not " + score + " " + objectives);
    }
  }

  /** An evaluation with one text of feedback and no objectives. */
  public static Evaluation of(double score, String feedback) {
    return new Evaluation(score, Collections.emptySortedMap(), new Feedback.Text(feedback));
  }
}
