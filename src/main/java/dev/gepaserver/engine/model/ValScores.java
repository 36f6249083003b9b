package dev.gepaserver.engine.model;

import static dev.gepaserver.engine.model.Checks.atLeast;
import static dev.gepaserver.engine.model.Checks.check;
import static dev.gepaserver.engine.model.Checks.finite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** A candidate's scores on the whole validation set, by the position of the example. */
public final class ValScores {

  private final double[] scores;
  private final List<SortedMap<String, Double>> objectives;
  private final double average;

  private ValScores(double[] scores, List<SortedMap<String, Double>> objectives) {
    this.scores = scores;
    this.objectives = objectives;
    this.average = Sums.of(scores) / scores.length;
  }

  /** Scores without objectives; at least one, each finite. */
  public static ValScores of(double... scores) {
    return of(scores, List.of());
  }

  /**
   * Scores with objectives.
   *
   * @param scores at least one, each finite; copied
   * @param objectives by example as {@code scores}, an empty map where an example has none; or an
   *     empty list
   */
  public static ValScores of(double[] scores, List<SortedMap<String, Double>> objectives) {
    atLeast(1, scores.length, "The number of validation examples");
    Arrays.stream(scores).forEach(score -> finite(score, "A validation score"));
    check(
        objectives.isEmpty() || objectives.size() == scores.length,
        "%s scores with objectives of %s examples",
        scores.length,
        objectives.size());
    boolean none = objectives.stream().allMatch(Map::isEmpty);
    return new ValScores(
        scores.clone(), none ? List.of() : objectives.stream().map(Checks::objectives).toList());
  }

  /** The scores of rollouts, in the order of the examples. */
  public static ValScores of(List<Rollout> rollouts) {
    List<SortedMap<String, Double>> objectives = new ArrayList<>(rollouts.size());
    rollouts.forEach(rollout -> objectives.add(rollout.objectives()));
    return of(rollouts.stream().mapToDouble(Rollout::score).toArray(), objectives);
  }

  /** How many examples were scored, at least 1. */
  public int size() {
    return scores.length;
  }

  /** The score on one example; finite. */
  public double score(int example) {
    return scores[example];
  }

  /** The scores by example; a copy. */
  public double[] scores() {
    return scores.clone();
  }

  /**
   * The plain mean over the examples: summed from left to right, never compensated. Infinite where
   * the sum is too large for a double; never NaN.
   */
  public double average() {
    return average;
  }

  /** The objective scores on one example, in the order of their names; empty where none. */
  public SortedMap<String, Double> objectives(int example) {
    return objectives.isEmpty() ? Collections.emptySortedMap() : objectives.get(example);
  }

  /** Whether any example has objective scores. */
  public boolean hasObjectives() {
    return !objectives.isEmpty();
  }

  /**
   * For each objective the mean over the examples that report it, in the order in which the
   * objectives are first met.
   */
  public Map<String, Double> objectiveMeans() {
    Map<String, List<Double>> byName = new LinkedHashMap<>();
    for (SortedMap<String, Double> example : objectives) {
      example.forEach(
          (name, score) -> byName.computeIfAbsent(name, n -> new ArrayList<>()).add(score));
    }
    Map<String, Double> means = new LinkedHashMap<>();
    byName.forEach((name, values) -> means.put(name, Sums.of(values) / values.size()));
    return Collections.unmodifiableMap(means);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ValScores that
        && Arrays.equals(scores, that.scores)
        && objectives.equals(that.objectives);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(scores) + objectives.hashCode();
  }

  @Override
  public String toString() {
    return "ValScores[average=" + average + ", scores=" + Arrays.toString(scores) + "]";
  }
}
