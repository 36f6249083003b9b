package dev.gepaserver.console.web;

import dev.gepaserver.archive.ArchiveFigures.Pace;
import dev.gepaserver.common.Json;
import dev.gepaserver.job.JobStatus;
import dev.gepaserver.job.JobView;
import dev.gepaserver.job.JobView.ProgressView;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How much of its budget a job has used and, while it runs, what is left: as long and as dear as
 * the latest iterations were, and before there are two of them as all it did so far.
 *
 * @param limits those of the budget that end the search, the one nearest to its end first
 * @param timeLeft null where it is not running, or cannot be told
 * @param costLeft dollars; null where it is not running, costs nothing, or cannot be told
 */
record Outlook(List<Limit> limits, @Nullable Duration timeLeft, @Nullable BigDecimal costLeft) {

  private static final String ROLLOUTS = "maxRollouts";
  private static final String ITERATIONS = "maxIterations";
  private static final String CANDIDATES = "maxCandidates";
  private static final String COST = "maxCostUsd";
  private static final String REFLECTION_COST = "maxReflectionCostUsd";
  private static final String DURATION = "maxDuration";
  private static final int DIGITS = 6;

  /** What a limit counts. */
  enum Unit {
    THINGS,
    DOLLARS,
    SECONDS
  }

  /**
   * A limit of the budget.
   *
   * @param name the field of the budget
   * @param used of it
   * @param of the limit
   * @param unit of both
   */
  record Limit(String name, double used, double of, Unit unit) {

    /** From 0 to 1. */
    public double share() {
      return of <= 0 ? 1 : Math.min(1, Math.max(0, used / of));
    }

    double left() {
      return Math.max(0, of - used);
    }
  }

  /**
   * What a job has used of what it may.
   *
   * @param running time in work
   * @param cost dollars without those of held-out tests; null where unknown
   */
  record Used(Duration running, @Nullable BigDecimal cost) {}

  /**
   * Looks ahead.
   *
   * @param budget the limits by their names in the contract
   * @param pace null before the second iteration is finished
   */
  static Outlook of(JobView job, JsonNode budget, Used used, @Nullable Pace pace) {
    List<Limit> limits = limits(job, budget, used);
    if (job.status() != JobStatus.RUNNING) {
      return new Outlook(limits, null, null);
    }
    Speed speed = pace == null ? Speed.of(job, used) : Speed.of(pace);
    Double seconds =
        limits.stream()
            .map(speed::secondsLeft)
            .flatMap(Optional::stream)
            .min(Comparator.naturalOrder())
            .orElse(null);
    return new Outlook(
        limits,
        seconds == null ? null : Duration.ofSeconds(Math.round(seconds)),
        costLeft(limits, speed, seconds));
  }

  private static List<Limit> limits(JobView job, JsonNode budget, Used used) {
    ProgressView progress = job.progress();
    List<Limit> limits = new ArrayList<>();
    add(limits, budget, ROLLOUTS, (double) progress.rollouts(), Unit.THINGS);
    add(limits, budget, ITERATIONS, (double) progress.iteration(), Unit.THINGS);
    add(limits, budget, CANDIDATES, (double) progress.candidates(), Unit.THINGS);
    add(limits, budget, COST, number(used.cost()), Unit.DOLLARS);
    add(limits, budget, REFLECTION_COST, number(job.usage().reflection().costUsd()), Unit.DOLLARS);
    add(limits, budget, DURATION, seconds(used.running()), Unit.SECONDS);
    limits.sort(Comparator.comparingDouble(Limit::share).reversed());
    return limits;
  }

  private static void add(
      List<Limit> limits, JsonNode budget, String name, @Nullable Double used, Unit unit) {
    JsonNode given = budget.get(name);
    Double of = given == null ? null : unit == Unit.SECONDS ? seconds(given) : Json.finite(given);
    if (of != null && used != null) {
      limits.add(new Limit(name, used, of, unit));
    }
  }

  private static @Nullable Double seconds(JsonNode given) {
    try {
      return given.isString() ? seconds(Duration.parse(given.stringValue())) : null;
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static double seconds(Duration length) {
    return length.toMillis() / 1000.0;
  }

  private static @Nullable Double number(@Nullable BigDecimal value) {
    return value == null ? null : value.doubleValue();
  }

  private static @Nullable BigDecimal costLeft(
      List<Limit> limits, Speed speed, @Nullable Double seconds) {
    Stream<Double> most =
        limits.stream().filter(limit -> limit.name().equals(COST)).map(Limit::left);
    Stream<Double> guess =
        seconds == null ? Stream.empty() : speed.costWithin(seconds).filter(c -> c > 0).stream();
    return Stream.concat(most, guess)
        .min(Comparator.naturalOrder())
        .map(dollars -> BigDecimal.valueOf(dollars).setScale(DIGITS, RoundingMode.HALF_UP))
        .orElse(null);
  }

  /**
   * How fast a job uses up what it may.
   *
   * @param seconds that were looked at
   * @param used in them, by limit; what is not known is left out
   */
  private record Speed(double seconds, Map<String, Double> used) {

    static Speed of(Pace pace) {
      Map<String, Double> used = new HashMap<>();
      used.put(ROLLOUTS, (double) pace.rollouts());
      used.put(ITERATIONS, (double) pace.iterations());
      used.put(CANDIDATES, (double) pace.candidates());
      put(used, COST, number(pace.costUsd()));
      put(used, REFLECTION_COST, number(pace.reflectionCostUsd()));
      return of(Outlook.seconds(pace.took()), used);
    }

    static Speed of(JobView job, Used soFar) {
      Map<String, Double> used = new HashMap<>();
      used.put(ROLLOUTS, (double) job.progress().rollouts());
      put(used, COST, number(soFar.cost()));
      return of(Outlook.seconds(soFar.running()), used);
    }

    private static Speed of(double seconds, Map<String, Double> used) {
      used.put(DURATION, seconds);
      return new Speed(seconds, used);
    }

    private static void put(Map<String, Double> used, String limit, @Nullable Double value) {
      if (value != null) {
        used.put(limit, value);
      }
    }

    Optional<Double> secondsLeft(Limit limit) {
      if (limit.unit() == Unit.SECONDS) {
        return Optional.of(limit.left());
      }
      double amount = Objects.requireNonNullElse(used.get(limit.name()), 0.0);
      return amount > 0 && seconds > 0
          ? Optional.of(limit.left() / amount * seconds)
          : Optional.empty();
    }

    Optional<Double> costWithin(double length) {
      Double cost = used.get(COST);
      return cost == null || seconds <= 0 ? Optional.empty() : Optional.of(cost / seconds * length);
    }
  }
}
