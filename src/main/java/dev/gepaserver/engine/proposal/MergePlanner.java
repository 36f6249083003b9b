package dev.gepaserver.engine.proposal;

import dev.gepaserver.engine.model.Candidate;
import dev.gepaserver.engine.model.MergeAttempt;
import dev.gepaserver.engine.model.Population;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.engine.spi.RandomSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/**
 * Puts merges together (arXiv 2507.19457, appendix on system-aware merge): two candidates of
 * different branches, each component with the text of the branch that changed it.
 *
 * <p>Belongs to one iteration, since it draws from its generator.
 */
public final class MergePlanner {

  private static final int TRIES = 10;

  private final Population population;
  private final MergeHistory history;
  private final int valOverlapFloor;
  private final RandomSource random;

  /**
   * A planner for one iteration.
   *
   * @param population the candidates
   * @param history the merges tried before
   * @param valOverlapFloor validation examples that both parents must have been scored on
   * @param random where choices are drawn from
   */
  public MergePlanner(
      Population population, MergeHistory history, int valOverlapFloor, RandomSource random) {
    this.population = population;
    this.history = history;
    this.valOverlapFloor = valOverlapFloor;
    this.random = random;
  }

  private record Ancestry(int first, int second, int ancestor) {}

  /** A merge that was not tried before, if one is found. */
  public Optional<MergePlan> plan() {
    List<Integer> mergeable = population.nonDominated();
    if (mergeable.size() < 2 || population.size() < 3) {
      return Optional.empty();
    }
    for (int i = 0; i < TRIES; i++) {
      Optional<MergePlan> plan = findPair(mergeable).flatMap(this::putTogether);
      if (plan.isPresent()) {
        return plan;
      }
    }
    return Optional.empty();
  }

  private Optional<Ancestry> findPair(List<Integer> mergeable) {
    for (int i = 0; i < TRIES; i++) {
      List<Integer> pair = random.sample(mergeable, 2);
      int first = Math.min(pair.getFirst(), pair.getLast());
      int second = Math.max(pair.getFirst(), pair.getLast());
      SortedSet<Integer> ancestors = population.ancestors(first);
      SortedSet<Integer> others = population.ancestors(second);
      if (ancestors.contains(second) || others.contains(first)) {
        continue;
      }
      ancestors.retainAll(others);
      List<Integer> useful =
          ancestors.stream().filter(ancestor -> isUseful(first, second, ancestor)).toList();
      if (!useful.isEmpty()) {
        return Optional.of(new Ancestry(first, second, drawAncestor(useful)));
      }
    }
    return Optional.empty();
  }

  private boolean isUseful(int first, int second, int ancestor) {
    return !history.hasAncestor(first, second, ancestor)
        && population.average(ancestor) <= population.average(first)
        && population.average(ancestor) <= population.average(second)
        && hasDesirableComponent(texts(first), texts(second), texts(ancestor));
  }

  /** Whether one branch changed a component that the other left as the ancestor had it. */
  private static boolean hasDesirableComponent(Texts first, Texts second, Texts ancestor) {
    return first.names().stream()
        .anyMatch(name ->
            !first.text(name).equals(second.text(name))
                && (first.text(name).equals(ancestor.text(name))
                    || second.text(name).equals(ancestor.text(name))));
  }

  private int drawAncestor(List<Integer> ancestors) {
    List<Double> weights = ancestors.stream().map(population::average).toList();
    double total = 0;
    boolean usable = true;
    for (double weight : weights) {
      total += weight;
      usable &= weight >= 0;
    }
    return usable && total > 0 && Double.isFinite(total)
        ? random.choice(ancestors, weights)
        : random.choices(ancestors, 1).getFirst();
  }

  private Optional<MergePlan> putTogether(Ancestry ancestry) {
    int first = ancestry.first();
    int second = ancestry.second();
    Map<String, String> merged = new LinkedHashMap<>();
    List<Integer> owners = new ArrayList<>();
    for (String name : texts(first).names()) {
      int owner = ownerOf(name, ancestry);
      owners.add(owner);
      merged.put(name, texts(owner).text(name));
    }
    Candidate a = population.candidate(first);
    Candidate b = population.candidate(second);
    int shared = Math.min(a.valScores().size(), b.valScores().size());
    if (history.hasOwners(first, second, owners) || shared < valOverlapFloor) {
      return Optional.empty();
    }
    return Optional.of(
        new MergePlan(
            new MergeAttempt(first, second, ancestry.ancestor(), owners),
            Texts.of(merged),
            MergeExamples.choose(a.valScores(), b.valScores(), random)));
  }

  /** The parent whose text of a component is taken. */
  private int ownerOf(String component, Ancestry ancestry) {
    String ours = texts(ancestry.ancestor()).text(component);
    boolean firstKept = texts(ancestry.first()).text(component).equals(ours);
    boolean secondKept = texts(ancestry.second()).text(component).equals(ours);
    if (firstKept) {
      return secondKept ? ancestry.first() : ancestry.second();
    }
    return secondKept ? ancestry.first() : better(ancestry.first(), ancestry.second());
  }

  private int better(int first, int second) {
    double a = population.average(first);
    double b = population.average(second);
    if (a == b) {
      return random.choice(List.of(first, second));
    }
    return a > b ? first : second;
  }

  private Texts texts(int candidate) {
    return population.candidate(candidate).texts();
  }
}
