package dev.gepaserver.engine;

import dev.gepaserver.engine.model.Budget;
import dev.gepaserver.engine.model.CostBounds;
import dev.gepaserver.engine.model.DataSizes;
import dev.gepaserver.engine.model.SearchOptions;
import dev.gepaserver.engine.model.Spent;
import dev.gepaserver.engine.proposal.MergeExamples;
import dev.gepaserver.engine.strategy.Strategies;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Whether the worst case of what comes next still fits a hard budget. It looks only at the options,
 * the sizes and what is counted, so that it says the same after a crash. What a held-out test cost
 * before, when a job had ended with a smaller budget, is counted; the one to come is kept in
 * reserve.
 */
final class HardBudget {

  private final Budget budget;

  private HardBudget(Budget budget) {
    this.budget = budget;
  }

  /**
   * The most that something can take.
   *
   * @param rollouts how many rollouts
   * @param reflections how many dialogues with the reflection model
   */
  private record Worst(long rollouts, long reflections) {}

  /** Whether the next iteration fits; always where the budget is not hard. */
  static boolean fitsNextIteration(SearchState state, Spent spent) {
    Budget budget = state.options().budget();
    HardBudget hard = new HardBudget(budget);
    return !budget.hard()
        || (hard.fits(mutation(state), state.rollouts(), spent)
            && (!state.mergeIsDue() || hard.fits(merge(state.sizes()), state.rollouts(), spent)));
  }

  /** Whether so many roots can be rolled out at all; always where the budget is not hard. */
  static boolean fitsRoots(SearchOptions options, DataSizes sizes, int roots) {
    Worst worst = new Worst((long) roots * sizes.validationExamples(), 0);
    return !options.budget().hard()
        || new HardBudget(options.budget()).fits(worst, 0, Spent.NOTHING);
  }

  private static Worst mutation(SearchState state) {
    Strategies strategies = state.strategies();
    long tasks = strategies.sampling().tasks();
    long minibatch = state.options().reflection().minibatchSize();
    int components = state.population().candidate(0).texts().size();
    return new Worst(
        tasks * (2 * minibatch + state.sizes().validationExamples()),
        tasks * strategies.components().most(components));
  }

  private static Worst merge(DataSizes sizes) {
    return new Worst(MergeExamples.COUNT + sizes.validationExamples(), 0);
  }

  private boolean fits(Worst worst, long rollouts, Spent spent) {
    CostBounds bounds = budget.costBounds();
    return fits(budget.maxRollouts(), rollouts, BigInteger.valueOf(worst.rollouts()))
        && (bounds == null || fitsCost(worst, bounds, spent));
  }

  private boolean fitsCost(Worst worst, CostBounds bounds, Spent spent) {
    BigInteger all =
        bounds
            .withTest(worst.rollouts(), worst.reflections())
            .add(BigInteger.valueOf(spent.testCostNanos()));
    return fits(budget.maxCostNanos(), spent.costNanos(), all)
        && fits(
            budget.maxReflectionCostNanos(),
            spent.reflectionCostNanos(),
            bounds.ofReflections(worst.reflections()));
  }

  private static boolean fits(@Nullable Long limit, long used, BigInteger more) {
    return limit == null
        || BigInteger.valueOf(used).add(more).compareTo(BigInteger.valueOf(limit)) <= 0;
  }
}
