package dev.gepaserver.engine.strategy;

import dev.gepaserver.engine.model.Frontier;
import dev.gepaserver.engine.model.Population;
import dev.gepaserver.engine.model.Sums;
import dev.gepaserver.engine.spi.ParentSelector;
import dev.gepaserver.engine.spi.RandomSource;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Chooses from the frontier as it would be with only the candidates of the highest averages on it.
 * Costs a sort of all candidates.
 *
 * @param k how many candidates are kept, at least 1
 */
record TopKParetoSelector(int k) implements ParentSelector {

  @Override
  public int select(Population population, RandomSource random) {
    Set<Integer> top =
        IntStream.range(0, population.size())
            .boxed()
            .sorted((a, b) -> Sums.compare(population.average(b), population.average(a)))
            .limit(k)
            .collect(Collectors.toSet());
    Frontier frontier = population.frontier().restrictedTo(top::contains);
    return ParetoSelector.draw(frontier, frontier.nonDominated(population::average), random)
        .orElseGet(population::best);
  }
}
