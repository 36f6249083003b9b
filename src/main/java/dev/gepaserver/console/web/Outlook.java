package dev.gepaserver.console.web;

import dev.gepaserver.archive.ArchiveFigures.Pace;
import dev.gepaserver.common.Json;
import dev.gepaserver.job.JobStatus;
import dev.gepaserver.job.JobView;
import dev.gepaserver.job.JobView.ProgressView;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How much of its budget a job has used and, while it runs, what is left: as long and as dear as
 * the latest iterations were.
 *
 * @param limits those of the budget that end the search, the one nearest to its end first
 * @param timeLeft null where it is not running, or cannot be told
 * @param costLeft null where it is not running, or cannot be told
 */
record Outlook(List<Limit> limits, @Nullable Duration timeLeft, @Nullable BigDecimal costLeft) {

  /**
   * A limit of the budget.
   *
   * @param name the field of the budget
   * @param used of it
   * @param of the limit
   * @param money whether both are dollars
   */
  record Limit(String name, double used, double of, boolean money) {

    /** From 0 to 1. */
    public double share() {
      return of <= 0 ? 1 : Math.min(1, Math.max(0, used / of));
    }
  }

  static Outlook of(JobView job, JsonNode budget, @Nullable Pace pace) {
    List<Limit> limits = limits(job, budget);
    if (job.status() != JobStatus.RUNNING || pace == null) {
      return new Outlook(limits, null, null);
    }
    return new Outlook(limits, timeLeft(limits, pace), costLeft(limits, job));
  }

  private static List<Limit> limits(JobView job, JsonNode budget) {
    ProgressView progress = job.progress();
    List<Limit> limits = new ArrayList<>();
    add(limits, budget, "maxRollouts", progress.rollouts(), false);
    add(limits, budget, "maxIterations", progress.iteration(), false);
    add(limits, budget, "maxCandidates", progress.candidates(), false);
    BigDecimal cost = job.usage().costUsd();
    if (cost != null) {
      add(limits, budget, "maxCostUsd", cost.doubleValue(), true);
    }
    BigDecimal reflection = job.usage().reflection().costUsd();
    if (reflection != null) {
      add(limits, budget, "maxReflectionCostUsd", reflection.doubleValue(), true);
    }
    limits.sort(Comparator.comparingDouble(Limit::share).reversed());
    return limits;
  }

  private static void add(
      List<Limit> limits, JsonNode budget, String name, double used, boolean money) {
    JsonNode limit = budget.get(name);
    Double of = limit == null ? null : Json.finite(limit);
    if (of != null) {
      limits.add(new Limit(name, used, of, money));
    }
  }

  private static @Nullable Duration timeLeft(List<Limit> limits, Pace pace) {
    return limits.stream()
        .filter(limit -> perIteration(limit, pace) > 0)
        .map(limit ->
            pace.took()
                .dividedBy(pace.iterations())
                .multipliedBy(Math.round((limit.of() - limit.used()) / perIteration(limit, pace))))
        .filter(left -> !left.isNegative())
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  private static double perIteration(Limit limit, Pace pace) {
    return switch (limit.name()) {
      case "maxRollouts" -> (double) pace.rollouts() / pace.iterations();
      case "maxIterations" -> 1;
      default -> 0;
    };
  }

  private static @Nullable BigDecimal costLeft(List<Limit> limits, JobView job) {
    BigDecimal cost = job.usage().costUsd();
    if (cost == null) {
      return null;
    }
    return limits.stream()
        .filter(
            limit -> limit.used() > 0 && !limit.money() && !limit.name().equals("maxCandidates"))
        .map(limit ->
            cost.multiply(BigDecimal.valueOf(Math.max(0, limit.of() / limit.used() - 1)))
                .setScale(6, RoundingMode.HALF_UP))
        .min(Comparator.naturalOrder())
        .orElse(null);
  }
}
