package dev.gepaserver.engine.model;

import java.math.BigInteger;

/**
 * Everything a search is told before it begins. Two searches with the same options, examples and
 * answers take the same decisions.
 *
 * @param seed seeds the random number generator; any size, the sign is ignored
 * @param strategies the strategies, by name
 * @param reflection how reflection goes
 * @param merge whether and how candidates are merged
 * @param cacheEvaluations whether validation and merges ask the evaluation cache first
 * @param skipDuplicates whether a child that equals any candidate is left out before it is rolled
 *     out
 * @param budget when the search ends
 * @param maxFailedShare the largest share of rollouts that may fail, 0 to 1; beyond it the search
 *     fails
 */
public record SearchOptions(
    BigInteger seed,
    StrategyOptions strategies,
    ReflectionOptions reflection,
    MergeOptions merge,
    boolean cacheEvaluations,
    boolean skipDuplicates,
    Budget budget,
    double maxFailedShare) {

  /** Checks the range. */
  public SearchOptions {
    if (!(maxFailedShare >= 0 && maxFailedShare <= 1)) {
      throw new IllegalArgumentException(
          "maxFailedShare is %s, not 0 to 1".formatted(maxFailedShare));
    }
  }

  /** Everything as {@link Defaults} says, with the given budget. */
  public static SearchOptions within(Budget budget) {
    return new SearchOptions(
        Defaults.SEED,
        StrategyOptions.DEFAULT,
        ReflectionOptions.DEFAULT,
        MergeOptions.DEFAULT,
        Defaults.CACHE_EVALUATIONS,
        Defaults.SKIP_DUPLICATES,
        budget,
        Defaults.MAX_FAILED_SHARE);
  }

  /** These options with another seed. */
  public SearchOptions withSeed(BigInteger seed) {
    return new SearchOptions(
        seed,
        strategies,
        reflection,
        merge,
        cacheEvaluations,
        skipDuplicates,
        budget,
        maxFailedShare);
  }

  /** These options with other strategies. */
  public SearchOptions withStrategies(StrategyOptions strategies) {
    return new SearchOptions(
        seed,
        strategies,
        reflection,
        merge,
        cacheEvaluations,
        skipDuplicates,
        budget,
        maxFailedShare);
  }

  /** These options with other options of reflection. */
  public SearchOptions withReflection(ReflectionOptions reflection) {
    return new SearchOptions(
        seed,
        strategies,
        reflection,
        merge,
        cacheEvaluations,
        skipDuplicates,
        budget,
        maxFailedShare);
  }

  /** These options with other options of merging. */
  public SearchOptions withMerge(MergeOptions merge) {
    return new SearchOptions(
        seed,
        strategies,
        reflection,
        merge,
        cacheEvaluations,
        skipDuplicates,
        budget,
        maxFailedShare);
  }

  /** These options with the evaluation cache on or off. */
  public SearchOptions withCacheEvaluations(boolean cacheEvaluations) {
    return new SearchOptions(
        seed,
        strategies,
        reflection,
        merge,
        cacheEvaluations,
        skipDuplicates,
        budget,
        maxFailedShare);
  }

  /** These options with duplicates left out or not. */
  public SearchOptions withSkipDuplicates(boolean skipDuplicates) {
    return new SearchOptions(
        seed,
        strategies,
        reflection,
        merge,
        cacheEvaluations,
        skipDuplicates,
        budget,
        maxFailedShare);
  }

  /** These options with another share of rollouts that may fail. */
  public SearchOptions withMaxFailedShare(double maxFailedShare) {
    return new SearchOptions(
        seed,
        strategies,
        reflection,
        merge,
        cacheEvaluations,
        skipDuplicates,
        budget,
        maxFailedShare);
  }

  /** These options with another budget. */
  public SearchOptions withBudget(Budget budget) {
    return new SearchOptions(
        seed,
        strategies,
        reflection,
        merge,
        cacheEvaluations,
        skipDuplicates,
        budget,
        maxFailedShare);
  }
}
