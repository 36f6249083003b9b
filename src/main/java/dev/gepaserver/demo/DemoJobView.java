package dev.gepaserver.demo;

import dev.gepaserver.common.Json;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the demo shows of a job's view.
 *
 * @param id the job's id
 * @param status as the HTTP contract names it
 * @param iteration iterations finished, from 0
 * @param rollouts rollouts counted so far
 * @param maxRollouts the budget of rollouts; null where the job has none
 * @param candidates candidates accepted so far, the seed included
 * @param bestCandidate index of the best; null until the seed is scored
 * @param bestScore mean validation score of the best; null until the seed is scored
 * @param seedScore mean validation score of the seed; null until it is scored
 * @param testBefore mean test score of the seed; null until the test is done
 * @param testAfter mean test score of the best; null until the test is done
 * @param simulated whether a model of the job is only simulated
 * @param why why it stopped, paused or failed; null where it did not
 */
record DemoJobView(
    String id,
    String status,
    long iteration,
    long rollouts,
    @Nullable Long maxRollouts,
    long candidates,
    @Nullable Long bestCandidate,
    @Nullable Double bestScore,
    @Nullable Double seedScore,
    @Nullable Double testBefore,
    @Nullable Double testAfter,
    boolean simulated,
    @Nullable String why) {

  private static final Set<String> ENDED = Set.of("COMPLETED", "FAILED", "CANCELLED");

  /** Reads a view as the service gives it; what is missing or null is not known yet. */
  static DemoJobView of(JsonNode view) {
    Long iteration = whole(view, "progress.iteration");
    Long rollouts = whole(view, "progress.rollouts");
    Long candidates = whole(view, "progress.candidates");
    return new DemoJobView(
        text(view, "id", ""),
        text(view, "status", "unknown"),
        iteration == null ? 0 : iteration,
        rollouts == null ? 0 : rollouts,
        whole(view, "progress.maxRollouts"),
        candidates == null ? 0 : candidates,
        whole(view, "progress.bestCandidate"),
        number(view, "progress.bestScore"),
        number(view, "progress.seedScore"),
        number(view, "test.seedScore"),
        number(view, "test.bestScore"),
        "true".equals(text(view, "simulated", "false")),
        why(view));
  }

  /** Whether it will not go on by itself. */
  boolean ended() {
    return ENDED.contains(status);
  }

  private static @Nullable String why(JsonNode view) {
    String code = text(view, "error.code", "");
    if (!code.isEmpty()) {
      return code + ": " + text(view, "error.detail", "");
    }
    String reason = text(view, "pauseReason", text(view, "stopReason", ""));
    return reason.isEmpty() ? null : reason;
  }

  private static String text(JsonNode view, String name, String fallback) {
    JsonNode value = Json.find(view, name);
    return value == null || value.isNull() ? fallback : Json.inText(value);
  }

  private static @Nullable Long whole(JsonNode view, String name) {
    JsonNode value = Json.find(view, name);
    return value == null || !value.isIntegralNumber() ? null : value.longValue();
  }

  private static @Nullable Double number(JsonNode view, String name) {
    JsonNode value = Json.find(view, name);
    return value == null ? null : Json.finite(value);
  }
}
