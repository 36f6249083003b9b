package dev.gepaserver.job;

import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Money;
import dev.gepaserver.engine.Optimizer;
import dev.gepaserver.engine.model.Budget;
import dev.gepaserver.engine.model.DataSizes;
import dev.gepaserver.engine.model.SearchOptions;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The field {@code budget} of a job. */
final class BudgetFields {

  /** Limits that are bound to be reached; a budget needs one of them. */
  private static final List<String> ENDING =
      List.of("maxRollouts", "maxIterations", "maxCostUsd", "maxDuration");

  private static final Budget UNREADABLE = Budget.builder().maxRollouts(1).build();
  private static final long MAX_ROLLOUTS = 1_000_000_000;
  private static final long MAX_COUNT = 1_000_000;
  private static final double MAX_SCORE = 1e100;
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(365);

  private BudgetFields() {}

  static Budget read(Fields job) {
    Fields fields = job.object("budget");
    if (fields == null) {
      job.missing("budget", "an object with at least one of " + String.join(", ", ENDING));
      return UNREADABLE;
    }
    Budget.Builder budget =
        Budget.builder()
            .maxRollouts(fields.whole("maxRollouts", 1L, MAX_ROLLOUTS))
            .maxIterations(count(fields, "maxIterations"))
            .maxCostNanos(fields.usd("maxCostUsd"))
            .maxDuration(fields.duration("maxDuration", SHORTEST, LONGEST))
            .maxCandidates(count(fields, "maxCandidates"))
            .targetScore(fields.number("targetScore", -MAX_SCORE, MAX_SCORE))
            .maxIterationsWithoutImprovement(count(fields, "maxIterationsWithoutImprovement"))
            .maxReflectionCostNanos(fields.usd("maxReflectionCostUsd"))
            .hard(fields.flag("hard", false));
    boolean ends = ENDING.stream().anyMatch(fields::has);
    if (!ends) {
      fields
          .faults()
          .add(
              fields.pointer(),
              "needs at least one of %s: the other limits may never be reached"
                  .formatted(String.join(", ", ENDING)));
    }
    fields.rejectUnknown();
    return fields.faults().at(fields.pointer()) ? UNREADABLE : budget.build();
  }

  private static @Nullable Integer count(Fields fields, String name) {
    Long value = fields.whole(name, 1L, MAX_COUNT);
    return value == null ? null : value.intValue();
  }

  /** Whether a job that is being read has a hard limit of cost; its faults are found elsewhere. */
  static boolean limitsCostHard(Fields job) {
    JsonNode budget = job.peek("budget");
    return budget != null
        && budget.path("hard").isBoolean()
        && budget.path("hard").booleanValue()
        && (budget.path("maxCostUsd").isNumber() || budget.path("maxReflectionCostUsd").isNumber());
  }

  static ObjectNode write(Budget budget) {
    ObjectNode json = Json.object();
    put(json, "maxRollouts", budget.maxRollouts());
    put(json, "maxIterations", budget.maxIterations());
    put(json, "maxCostUsd", Money.usd(budget.maxCostNanos()));
    put(json, "maxDuration", budget.maxDuration() == null ? null : budget.maxDuration().toString());
    put(json, "maxCandidates", budget.maxCandidates());
    put(json, "targetScore", budget.targetScore());
    put(json, "maxIterationsWithoutImprovement", budget.maxIterationsWithoutImprovement());
    put(json, "maxReflectionCostUsd", Money.usd(budget.maxReflectionCostNanos()));
    return json.put("hard", budget.hard());
  }

  private static void put(ObjectNode json, String name, @Nullable Object value) {
    if (value != null) {
      json.set(name, Json.tree(value));
    }
  }

  /**
   * Notes what is wrong with a hard budget of rollouts.
   *
   * @param sizes of the sets
   * @param roots candidates to be rolled out first, on every validation example
   */
  static void checkHard(Budget budget, DataSizes sizes, int roots, Faults faults) {
    if (!budget.hard()) {
      return;
    }
    Long maxRollouts = budget.maxRollouts();
    if (maxRollouts != null
        && !Optimizer.seedFitsHardBudget(SearchOptions.within(budget), sizes, roots)) {
      faults.add(
          "/budget/maxRollouts",
          "%,d is fewer than the %,d rollouts that %s alone needs, and the budget is hard"
              .formatted(
                  maxRollouts,
                  (long) roots * sizes.validationExamples(),
                  roots == 1 ? "the seed" : "scoring the " + roots + " candidates"));
    }
  }
}
