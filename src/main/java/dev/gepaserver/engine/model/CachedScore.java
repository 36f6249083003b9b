package dev.gepaserver.engine.model;

import static dev.gepaserver.engine.model.Checks.atLeast;
import static dev.gepaserver.engine.model.Checks.finite;

import java.util.SortedMap;

/**
 * One answer of the evaluation cache, read back from a rollout.
 *
 * @param texts the candidate's texts
 * @param split the set of the example
 * @param example its position in the set
 * @param score the finite score
 * @param objectives finite scores by objective; empty where there are none
 */
public record CachedScore(
    Texts texts, Split split, int example, double score, SortedMap<String, Double> objectives) {

  /** Checks the ranges. */
  public CachedScore {
    atLeast(0, example, "An example");
    finite(score, "A cached score");
    objectives = Checks.objectives(objectives);
  }
}
