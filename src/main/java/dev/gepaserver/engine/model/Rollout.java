package dev.gepaserver.engine.model;

import static dev.gepaserver.engine.model.Checks.finite;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;

/**
 * What the search learns from one execution of the system with one candidate on one example.
 *
 * @param score higher is better; any finite number
 * @param objectives finite scores by the name of the objective; empty where the evaluator gives
 *     none
 * @param records what reflection reads, by component; a component that is absent took no part.
 *     Empty where traces were not asked for
 * @param failed whether the system, or its evaluation, failed; its score then says nothing
 */
public record Rollout(
    double score,
    SortedMap<String, Double> objectives,
    Map<String, ReflectionRecord> records,
    boolean failed) {

  /** Checks that all scores are finite. */
  public Rollout {
    finite(score, "The score of a rollout");
    objectives = Checks.objectives(objectives);
    records = Map.copyOf(records);
  }

  /** A rollout that did not fail. */
  public Rollout(
      double score, SortedMap<String, Double> objectives, Map<String, ReflectionRecord> records) {
    this(score, objectives, records, false);
  }

  /** A rollout with nothing but its score. */
  public static Rollout scored(double score) {
    return new Rollout(score, Collections.emptySortedMap(), Map.of());
  }

  /** The same scores without the records. */
  public Rollout withoutRecords() {
    return records.isEmpty() ? this : new Rollout(score, objectives, Map.of(), failed);
  }
}
