package dev.gepaserver.engine.model;

import static dev.gepaserver.engine.model.Checks.atLeast;
import static dev.gepaserver.engine.model.Checks.check;

import java.util.AbstractList;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All candidates and the frontier they make: what a choice of parents is made from.
 *
 * <p>Adding a candidate shares everything with the population before. What grows with the job's age
 * is only what the algorithm asks: a choice from the frontier looks at every front.
 */
public final class Population {

  private static final Population EMPTY =
      new Population(PersistentMap.empty(), PersistentMap.empty(), Frontier.empty(), 0);

  private final PersistentMap<Integer, Candidate> candidates;
  private final PersistentMap<Texts, Integer> byTexts;
  private final Frontier frontier;
  private final int best;
  private volatile @Nullable List<Integer> nonDominated;

  private Population(
      PersistentMap<Integer, Candidate> candidates,
      PersistentMap<Texts, Integer> byTexts,
      Frontier frontier,
      int best) {
    this.candidates = candidates;
    this.byTexts = byTexts;
    this.frontier = frontier;
    this.best = best;
  }

  /** Nobody yet. */
  public static Population empty() {
    return EMPTY;
  }

  /** The population that rows tell of: all candidates by index, and the frontier they made. */
  public static Population of(List<Candidate> candidates, Frontier frontier) {
    Population all = EMPTY;
    for (Candidate candidate : candidates) {
      all = all.with(candidate, List.of());
    }
    return new Population(all.candidates, all.byTexts, frontier, all.best);
  }

  /**
   * This population with one more candidate.
   *
   * @param candidate its index is the size of this population
   * @param changes what it changes on the frontier
   */
  public Population with(Candidate candidate, Iterable<FrontChange> changes) {
    check(candidate.index() == size(), "Candidate %s in place %s", candidate.index(), size());
    Integer twin = byTexts.get(candidate.texts());
    boolean better = size() == 0 || candidate.average() > average(best);
    return new Population(
        candidates.with(candidate.index(), candidate),
        twin == null ? byTexts.with(candidate.texts(), candidate.index()) : byTexts,
        frontier.with(changes),
        better ? candidate.index() : best);
  }

  /** How many candidates there are. */
  public int size() {
    return candidates.size();
  }

  /**
   * One candidate.
   *
   * @throws IllegalArgumentException where there is none with this index
   */
  public Candidate candidate(int index) {
    Candidate candidate = candidates.get(index);
    if (candidate == null) {
      throw new IllegalArgumentException("No candidate %s; there are %s".formatted(index, size()));
    }
    return candidate;
  }

  /** All candidates by index; a view. */
  public List<Candidate> candidates() {
    return new AbstractList<>() {
      @Override
      public Candidate get(int index) {
        return candidate(index);
      }

      @Override
      public int size() {
        return candidates.size();
      }
    };
  }

  /** The average validation score of a candidate. */
  public double average(int index) {
    return candidate(index).average();
  }

  /**
   * The candidate with the highest average, of equals the one with the lowest index (all are scored
   * on the same number of examples).
   */
  public int best() {
    atLeast(1, size(), "The number of candidates");
    return best;
  }

  /** The first candidate with exactly these texts; null where there is none. */
  public @Nullable Integer find(Texts texts) {
    return byTexts.get(texts);
  }

  /** The Pareto frontier. */
  public Frontier frontier() {
    return frontier;
  }

  /** The candidates on the frontier that are left after removing dominated ones, ascending. */
  public List<Integer> nonDominated() {
    List<Integer> known = nonDominated;
    if (known == null) {
      known = frontier.nonDominated(this::average);
      nonDominated = known;
    }
    return known;
  }

  /** All ancestors of a candidate, ascending; without itself. */
  public SortedSet<Integer> ancestors(int index) {
    SortedSet<Integer> found = new TreeSet<>();
    Deque<Integer> open = new ArrayDeque<>(candidate(index).parents());
    while (!open.isEmpty()) {
      int ancestor = open.pop();
      if (found.add(ancestor)) {
        open.addAll(candidate(ancestor).parents());
      }
    }
    return found;
  }
}
