package dev.gepaserver.run;

import dev.gepaserver.archive.ArchiveWriter.NewEvent;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Money;
import dev.gepaserver.engine.model.Budget;
import dev.gepaserver.engine.model.IterationReport;
import dev.gepaserver.engine.model.Spent;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells when a limit of rollouts or cost is used up in part. An iteration tells what it has
 * crossed, from what was used before and after it alone: so a run that was interrupted tells the
 * same as one that was not, and nothing twice, also where a later budget is larger. Time is left
 * out, since it is not measured at the end of iterations only.
 */
final class BudgetWarnings {

  private static final List<Integer> PERCENTS = List.of(50, 80, 100);

  private BudgetWarnings() {}

  /** The warnings of one finished iteration. */
  static List<NewEvent> of(IterationReport report, Budget budget, Spent before, Spent after) {
    List<NewEvent> events = new ArrayList<>();
    int iteration = report.iteration();
    add(
        events,
        iteration,
        "maxRollouts",
        budget.maxRollouts(),
        new Used(report.rolloutsBefore(), report.rolloutsAfter()),
        rollouts -> rollouts);
    add(
        events,
        iteration,
        "maxCostUsd",
        budget.maxCostNanos(),
        new Used(before.costNanos(), after.costNanos()),
        BudgetWarnings::usd);
    add(
        events,
        iteration,
        "maxReflectionCostUsd",
        budget.maxReflectionCostNanos(),
        new Used(before.reflectionCostNanos(), after.reflectionCostNanos()),
        BudgetWarnings::usd);
    return events;
  }

  private static Object usd(long nanos) {
    return Objects.requireNonNull(Money.usd(nanos));
  }

  /** What of a limit was used before an iteration and after it. */
  private record Used(long before, long after) {

    boolean crosses(int percent, long limit) {
      return percentOf(before, percent, limit) < 0 && percentOf(after, percent, limit) >= 0;
    }

    private static int percentOf(long used, int percent, long limit) {
      return BigInteger.valueOf(used)
          .multiply(BigInteger.valueOf(100))
          .compareTo(BigInteger.valueOf(limit).multiply(BigInteger.valueOf(percent)));
    }
  }

  private static void add(
      List<NewEvent> events,
      int iteration,
      String name,
      @Nullable Long limit,
      Used used,
      LongFunction<Object> shown) {
    if (limit == null) {
      return;
    }
    for (int percent : PERCENTS) {
      if (used.crosses(percent, limit)) {
        ObjectNode data = Json.object().put("limit", name).put("percent", percent);
        data.set("used", Json.tree(shown.apply(used.after())));
        data.set("of", Json.tree(shown.apply(limit)));
        events.add(new NewEvent("budget.warning", iteration, data));
      }
    }
  }
}
