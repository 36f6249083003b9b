package dev.gepaserver.console.web;

import dev.gepaserver.common.Json;
import dev.gepaserver.common.Names;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.core.util.Separators.Spacing;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;

/** Values as people read them; what is not known is a dash. */
final class Shown {

  private static final String UNKNOWN = "–";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ENGLISH).withZone(ZoneOffset.UTC);
  private static final ObjectWriter PRETTY =
      Json.MAPPER
          .writer()
          .with(
              new DefaultPrettyPrinter(
                      Separators.createDefaultInstance().withObjectNameValueSpacing(Spacing.AFTER))
                  .withArrayIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE));
  private static final BigDecimal CENT = new BigDecimal("0.01");
  private static final double LARGE = 10_000;
  private static final int BRIEF = 200;

  /** A score with three decimals. */
  public String score(@Nullable Double score) {
    if (score == null) {
      return UNKNOWN;
    }
    return Math.abs(score) < LARGE
        ? String.format(Locale.ROOT, "%.3f", score).replace("-0.000", "0.000")
        : String.format(Locale.ROOT, "%.3g", score);
  }

  /** By how much a score differs from another, with its sign. */
  public String change(@Nullable Double from, @Nullable Double to) {
    if (from == null || to == null) {
      return UNKNOWN;
    }
    String change = score(Math.abs(to - from));
    return change.equals("0.000") ? "±0" : (to > from ? "+" : "−") + change;
  }

  /** {@code up}, {@code down} or {@code same}. */
  public String direction(@Nullable Double from, @Nullable Double to) {
    String change = change(from, to);
    return change.startsWith("+") ? "up" : change.startsWith("−") ? "down" : "same";
  }

  /** A whole number with commas. */
  public String count(@Nullable Number count) {
    return count == null ? UNKNOWN : String.format(Locale.ROOT, "%,d", count.longValue());
  }

  /** Dollars; two digits that count below a cent. */
  public String usd(@Nullable BigDecimal usd) {
    if (usd == null) {
      return "unknown";
    }
    if (usd.signum() == 0) {
      return "$0";
    }
    return usd.compareTo(CENT) < 0
        ? "$" + usd.round(new MathContext(2)).toPlainString()
        : String.format(Locale.ROOT, "$%,.2f", usd);
  }

  /** A share as percent. */
  public String percent(double share) {
    double percent = share * 100;
    return percent > 0 && percent < 1 ? "<1%" : String.format(Locale.ROOT, "%.0f%%", percent);
  }

  /** The time of day, UTC. */
  public String clock(Instant at) {
    return CLOCK.format(at);
  }

  /** Date and time, UTC. */
  public String time(@Nullable Instant at) {
    return at == null ? UNKNOWN : TIME.format(at);
  }

  /** A length of time in its two largest units. */
  public String duration(@Nullable Duration length) {
    if (length == null) {
      return UNKNOWN;
    }
    long seconds = length.toSeconds();
    if (seconds < 1) {
      return length.toMillis() + " ms";
    }
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return "%d min %d s".formatted(seconds / 60, seconds % 60);
    }
    return seconds < 86_400
        ? "%d h %d min".formatted(seconds / 3600, seconds / 60 % 60)
        : "%d d %d h".formatted(seconds / 86_400, seconds / 3600 % 24);
  }

  /** A guessed length of time, no finer than it can be guessed. */
  public String about(Duration length) {
    long minutes = Math.round(length.toSeconds() / 60.0);
    if (minutes < 1) {
      return "under a minute";
    }
    return minutes < 60
        ? "about %d min".formatted(minutes)
        : "about " + duration(Duration.ofMinutes(minutes));
  }

  /** Milliseconds as a length of time. */
  public String millis(long millis) {
    return duration(Duration.ofMillis(millis));
  }

  /** A wire name as words: {@code max_rollouts} is "max rollouts". */
  public String words(@Nullable String name) {
    return name == null ? UNKNOWN : name.toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Why a search ended, to be read after a colon. */
  public String stopReason(@Nullable String reason) {
    return switch (reason == null ? "" : reason) {
      case "max_rollouts" -> "all rollouts of the budget were made";
      case "max_iterations" -> "all iterations of the budget were made";
      case "max_candidates" -> "there are as many candidates as allowed";
      case "target_score" -> "the best score reached the target";
      case "no_improvement" -> "the best score has not risen for as long as allowed";
      case "max_cost" -> "the money of the budget is spent";
      case "max_reflection_cost" -> "the money for reflection is spent";
      case "max_duration" -> "the time of the budget is over";
      case "hard_budget" -> "one more iteration might have gone over the budget";
      case "cancelled" -> "somebody cancelled it";
      default -> words(reason);
    };
  }

  /** Why a job is paused, to be read after a colon. */
  public String pauseReason(@Nullable String reason) {
    return switch (reason == null ? "" : reason) {
      case "requested" -> "somebody asked for it";
      case "outage" -> "a model or webhook did not answer for too long";
      default -> words(reason);
    };
  }

  /** What a front is kept per. */
  public String frontier(String frontier) {
    return switch (frontier) {
      case "instance" -> "example";
      case "hybrid" -> "example and per objective";
      case "cartesian" -> "objective of each example";
      default -> frontier;
    };
  }

  /** What a limit of a budget limits. */
  public String limitWords(String limit) {
    return switch (limit) {
      case "maxRollouts" -> "rollouts";
      case "maxIterations" -> "iterations";
      case "maxCandidates" -> "candidates";
      case "maxCostUsd" -> "cost";
      case "maxReflectionCostUsd" -> "cost of reflection";
      case "maxDuration" -> "time";
      case "targetScore" -> "target score";
      case "maxIterationsWithoutImprovement" -> "iterations without a better score";
      default -> limit;
    };
  }

  /** How much of a limit is used. */
  public String used(Outlook.Limit limit) {
    return switch (limit.unit()) {
      case THINGS -> count(limit.used()) + " of " + count(limit.of());
      case DOLLARS ->
          usd(BigDecimal.valueOf(limit.used()))
              + " of "
              + usd(BigDecimal.valueOf(limit.of())).replaceFirst("\\.00$", "");
      case SECONDS -> length(limit.used()) + " of " + length(limit.of());
    };
  }

  private String length(double seconds) {
    return duration(Duration.ofMillis(Math.round(seconds * 1000))).replaceFirst(" 0 \\w+$", "");
  }

  /** What a call used, where a trace tells it in our own words; else as JSON. */
  public String usage(JsonNode usage) {
    JsonNode in = usage.path("inputTokens");
    JsonNode out = usage.path("outputTokens");
    if (!in.isIntegralNumber() || !out.isIntegralNumber()) {
      return json(usage);
    }
    JsonNode cost = usage.path("costUsd");
    return "%s tokens in, %s out, %s"
        .formatted(
            count(in.longValue()),
            count(out.longValue()),
            usd(cost.isNumber() ? cost.decimalValue() : null));
  }

  /** The beginning of a value on one line; a string as it is. */
  public String brief(@Nullable JsonNode value) {
    return value == null || value.isNull() ? UNKNOWN : Names.abbreviated(Json.inText(value), BRIEF);
  }

  /** A value among others on one line; numbers that are not whole are scores. */
  public String datum(JsonNode value) {
    return value.isFloatingPointNumber() ? score(Json.finite(value)) : brief(value);
  }

  /** JSON over several lines; a string as it is. */
  public String json(@Nullable JsonNode value) {
    if (value == null || value.isNull()) {
      return UNKNOWN;
    }
    return value.isString() ? value.stringValue() : PRETTY.writeValueAsString(value);
  }
}
