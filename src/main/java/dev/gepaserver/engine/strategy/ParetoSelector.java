package dev.gepaserver.engine.strategy;

import dev.gepaserver.engine.model.Frontier;
import dev.gepaserver.engine.model.Population;
import dev.gepaserver.engine.spi.ParentSelector;
import dev.gepaserver.engine.spi.RandomSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Chooses from the frontier (arXiv 2507.19457, algorithm 2): dominated candidates aside, each is as
 * likely as the number of fronts it stands on.
 */
final class ParetoSelector implements ParentSelector {

  @Override
  public int select(Population population, RandomSource random) {
    return draw(population.frontier(), population.nonDominated(), random)
        .orElseGet(population::best);
  }

  /** A draw by the number of fronts; nothing where no candidate is left on any. */
  static OptionalInt draw(Frontier frontier, Collection<Integer> left, RandomSource random) {
    Set<Integer> kept = new HashSet<>(left);
    Map<Integer, Integer> standings = new LinkedHashMap<>();
    int total = 0;
    for (Frontier.Front front : frontier.fronts()) {
      for (int candidate : front.candidates()) {
        if (kept.contains(candidate)) {
          standings.merge(candidate, 1, Integer::sum);
          total++;
        }
      }
    }
    return total == 0 ? OptionalInt.empty() : at(random.below(total), standings);
  }

  private static OptionalInt at(int place, Map<Integer, Integer> standings) {
    int before = 0;
    for (Map.Entry<Integer, Integer> standing : standings.entrySet()) {
      before += standing.getValue();
      if (place < before) {
        return OptionalInt.of(standing.getKey());
      }
    }
    return OptionalInt.empty();
  }
}
