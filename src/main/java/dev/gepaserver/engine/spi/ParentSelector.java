package dev.gepaserver.engine.spi;

import dev.gepaserver.engine.model.Population;

/** Chooses the candidate to be improved. */
@FunctionalInterface
public interface ParentSelector {

  /**
   * Chooses one candidate.
   *
   * @param population at least one candidate
   * @param random where the strategy draws from
   * @return the candidate's index
   */
  int select(Population population, RandomSource random);
}
