package dev.gepaserver.report;

import dev.gepaserver.archive.ArchiveSummaries.Tested;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Money;
import dev.gepaserver.engine.model.Candidate;
import dev.gepaserver.job.Progress;
import dev.gepaserver.report.Report.BudgetLine;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How far a job has used up its limits. Held-out tests are outside of them, and so is what they
 * cost.
 *
 * @param progress the counters
 * @param best the best candidate, null where there is none yet
 * @param tested what held-out tests took
 */
record BudgetUse(Progress progress, @Nullable Candidate best, List<Tested> tested) {

  private static final String HARD = "hard";

  BudgetUse {
    tested = List.copyOf(tested);
  }

  /** One line for each limit, in the order in which the job has them. */
  List<BudgetLine> of(JsonNode budget) {
    List<BudgetLine> lines = new ArrayList<>();
    budget
        .properties()
        .forEach(limit -> {
          if (!limit.getKey().equals(HARD)) {
            lines.add(line(limit.getKey(), limit.getValue()));
          }
        });
    return lines;
  }

  private BudgetLine line(String name, JsonNode given) {
    Object used =
        switch (name) {
          case "maxRollouts" -> progress.rollouts();
          case "maxIterations" -> progress.iteration();
          case "maxCandidates" -> progress.candidates();
          case "maxCostUsd" -> searchCost();
          case "maxReflectionCostUsd" -> progress.usage().reflection().costUsd();
          case "maxDuration" -> Duration.ofMillis(progress.runningMs()).toString();
          case "targetScore" -> progress.bestScore();
          case "maxIterationsWithoutImprovement" ->
              best == null ? null : progress.iteration() - best.iteration();
          default -> null;
        };
    return new BudgetLine(name, given, used == null ? null : Json.tree(used));
  }

  private @Nullable BigDecimal searchCost() {
    BigDecimal all = progress.usage().costUsd();
    if (all == null || tested.stream().anyMatch(test -> test.costNanos() == null)) {
      return null;
    }
    BigDecimal tests = Money.usd(tested.stream().mapToLong(BudgetUse::nanos).sum());
    return tests == null ? all : all.subtract(tests);
  }

  private static long nanos(Tested test) {
    Long nanos = test.costNanos();
    return nanos == null ? 0 : nanos;
  }
}
