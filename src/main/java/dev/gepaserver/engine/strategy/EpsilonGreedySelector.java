package dev.gepaserver.engine.strategy;

import dev.gepaserver.engine.model.Population;
import dev.gepaserver.engine.spi.ParentSelector;
import dev.gepaserver.engine.spi.RandomSource;

/**
 * Chooses the best candidate, but now and then any.
 *
 * @param epsilon the share of choices that fall on any candidate, 0 to 1
 */
record EpsilonGreedySelector(double epsilon) implements ParentSelector {

  @Override
  public int select(Population population, RandomSource random) {
    return random.random() < epsilon ? random.between(0, population.size() - 1) : population.best();
  }
}
