package dev.gepaserver.engine.model;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The Pareto frontier (arXiv 2507.19457, section 3.3): for every key the best score and the
 * candidates that have it. Fronts stand in the order in which their keys were first scored.
 *
 * <p>A change copies the list of fronts, which is no more than the scores of the candidate that
 * brings the change; what did not change is shared.
 */
public final class Frontier {

  private static final Frontier EMPTY = new Frontier(Map.of());

  private final Map<FrontKey, Front> fronts;

  private Frontier(Map<FrontKey, Front> fronts) {
    this.fronts = fronts;
  }

  /**
   * One front.
   *
   * @param key what it is kept for
   * @param score the best score there
   * @param candidates those that have it, ascending; at least one
   */
  public record Front(FrontKey key, double score, List<Integer> candidates) {

    /** Copies the candidates. */
    public Front {
      candidates = List.copyOf(candidates);
    }
  }

  /** A frontier without fronts. */
  public static Frontier empty() {
    return EMPTY;
  }

  /** The frontier that these changes lead to, beginning with none. */
  public static Frontier replay(Iterable<FrontChange> changes) {
    return EMPTY.with(changes);
  }

  /** This frontier after more changes. */
  public Frontier with(Iterable<FrontChange> changes) {
    Map<FrontKey, Front> copy = new LinkedHashMap<>(fronts);
    Map<FrontKey, List<Integer>> touched = new LinkedHashMap<>();
    for (FrontChange change : changes) {
      FrontKey key = change.key();
      Front before = copy.get(key);
      List<Integer> members =
          touched.computeIfAbsent(
              key, k -> new ArrayList<>(before == null ? List.of() : before.candidates()));
      if (change.replaces()) {
        members.clear();
      }
      members.add(change.candidate());
      copy.put(key, new Front(key, change.score(), List.of()));
    }
    touched.forEach((key, members) ->
        copy.computeIfPresent(key, (k, front) -> new Front(k, front.score(), members)));
    return new Frontier(copy);
  }

  /**
   * What a candidate's scores change: a score above a key's best replaces the front, an equal one
   * joins it, a lower one changes nothing.
   *
   * @param candidate its index, higher than any on the frontier
   * @param scores its scores, in the order in which keys are scored
   */
  public List<FrontChange> changesBy(int candidate, Map<FrontKey, Double> scores) {
    List<FrontChange> changes = new ArrayList<>();
    scores.forEach((key, score) -> {
      Front front = fronts.get(key);
      if (front == null || score > front.score()) {
        changes.add(new FrontChange(key, score, candidate, true));
      } else if (score == front.score()) {
        changes.add(new FrontChange(key, score, candidate, false));
      }
    });
    return changes;
  }

  /** The fronts, in the order in which their keys were first scored. */
  public List<Front> fronts() {
    return List.copyOf(fronts.values());
  }

  /** The candidates on any front, in the order first met. */
  public Set<Integer> candidates() {
    Set<Integer> met = new LinkedHashSet<>();
    fronts.values().forEach(front -> met.addAll(front.candidates()));
    return met;
  }

  /** This frontier with only some of the candidates; fronts left empty are dropped. */
  public Frontier restrictedTo(IntPredicate kept) {
    Map<FrontKey, Front> copy = new LinkedHashMap<>();
    for (Front front : fronts.values()) {
      List<Integer> members = front.candidates().stream().filter(kept::test).toList();
      if (!members.isEmpty()) {
        copy.put(front.key(), new Front(front.key(), front.score(), members));
      }
    }
    return new Frontier(copy);
  }

  /**
   * The candidates left after removing dominated ones, ascending.
   *
   * <p>Candidates are looked at from the lowest average up, of equals in the order first met; one
   * is removed if every front it stands on also holds another that is left. One that could not be
   * removed never can be later, since the others only become fewer: one pass is enough.
   *
   * @param averages the average validation score by candidate
   */
  public List<Integer> nonDominated(IntToDoubleFunction averages) {
    Map<Integer, List<int[]>> standings = new LinkedHashMap<>();
    for (Front front : fronts.values()) {
      int[] left = {front.candidates().size()};
      for (int candidate : front.candidates()) {
        standings.computeIfAbsent(candidate, c -> new ArrayList<>()).add(left);
      }
    }
    List<Map.Entry<Integer, List<int[]>>> rising = new ArrayList<>(standings.entrySet());
    rising.sort((a, b) ->
        Sums.compare(averages.applyAsDouble(a.getKey()), averages.applyAsDouble(b.getKey())));
    BitSet kept = new BitSet();
    for (Map.Entry<Integer, List<int[]>> candidate : rising) {
      if (candidate.getValue().stream().allMatch(left -> left[0] > 1)) {
        candidate.getValue().forEach(left -> left[0]--);
      } else {
        kept.set(candidate.getKey());
      }
    }
    return kept.stream().boxed().toList();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Frontier that && fronts().equals(that.fronts());
  }

  @Override
  public int hashCode() {
    return fronts().hashCode();
  }

  @Override
  public String toString() {
    return fronts.values().toString();
  }
}
