package dev.gepaserver.engine;

import dev.gepaserver.engine.model.Budget;
import dev.gepaserver.engine.model.SearchException;
import dev.gepaserver.engine.model.Spent;
import dev.gepaserver.engine.model.StopReason;
import dev.gepaserver.engine.model.Verdict;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides between two iterations whether there is another one; computed from the state alone. */
final class StopRules {

  private StopRules() {}

  static Verdict verdict(SearchState state, Spent spent) {
    if (spent.stopRequested()) {
      return new Verdict.Stop(StopReason.CANCELLED);
    }
    int failed = state.checkpoint().failedReflections();
    if (failed >= state.options().reflection().maxConsecutiveFailures()) {
      return new Verdict.Fail(
          SearchException.REFLECTION_FAILING,
          "Every reflection of the last %s iterations failed".formatted(failed));
    }
    return reached(state, spent).<Verdict>map(Verdict.Stop::new).orElseGet(Verdict.GoOn::new);
  }

  private static Optional<StopReason> reached(SearchState state, Spent spent) {
    Budget budget = state.options().budget();
    StopReason reason = null;
    if (reaches(state.rollouts(), budget.maxRollouts())) {
      reason = StopReason.MAX_ROLLOUTS;
    } else if (reaches(state.iterations(), budget.maxIterations())) {
      reason = StopReason.MAX_ITERATIONS;
    } else if (reaches(state.population().size(), budget.maxCandidates())) {
      reason = StopReason.MAX_CANDIDATES;
    } else if (isAtTarget(state, budget.targetScore())) {
      reason = StopReason.TARGET_SCORE;
    } else if (reaches(sinceImprovement(state), budget.maxIterationsWithoutImprovement())) {
      reason = StopReason.NO_IMPROVEMENT;
    } else if (reaches(spent.costNanos(), budget.maxCostNanos())) {
      reason = StopReason.MAX_COST;
    } else if (reaches(spent.reflectionCostNanos(), budget.maxReflectionCostNanos())) {
      reason = StopReason.MAX_REFLECTION_COST;
    } else if (isOver(spent, budget)) {
      reason = StopReason.MAX_DURATION;
    } else if (!HardBudget.fitsNextIteration(state, spent)) {
      reason = StopReason.HARD_BUDGET;
    }
    return Optional.ofNullable(reason);
  }

  private static boolean reaches(long value, @Nullable Number limit) {
    return limit != null && value >= limit.longValue();
  }

  private static boolean isAtTarget(SearchState state, @Nullable Double target) {
    return target != null && state.best().average() >= target;
  }

  private static boolean isOver(Spent spent, Budget budget) {
    return budget.maxDuration() != null && spent.runningTime().compareTo(budget.maxDuration()) >= 0;
  }

  /** The best average last rose when the best candidate was added: of equals it is the first. */
  private static int sinceImprovement(SearchState state) {
    return state.iterations() - state.best().iteration();
  }
}
