package dev.gepaserver.system;

import dev.gepaserver.engine.model.ReflectionRecord;
import dev.gepaserver.evaluation.Feedback;
import dev.gepaserver.journal.CallError;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What came of one rollout.
 *
 * @param score finite; 0 with an error
 * @param objectives finite scores by objective; empty where none were given
 * @param output what the system answered; null where it did not
 * @param feedback what was right and wrong; with an error, what went wrong
 * @param records what reflection reads, by component; empty where traces were not wanted
 * @param trace how the system came to its output; null where it does not tell
 * @param costNanos of this rollout's own calls of models and webhooks, nano-dollars; calls of
 *     unknown price count 0
 * @param latencyMs of the system's call, as journaled; the evaluator's time is not in it
 * @param attempts requests sent on the wire by the system's call, at least 1; 1 where nothing is
 *     called
 * @param error why the rollout failed; null where it did not
 */
public record RolloutOutcome(
    double score,
    SortedMap<String, Double> objectives,
    @Nullable JsonNode output,
    Feedback feedback,
    Map<String, ReflectionRecord> records,
    @Nullable JsonNode trace,
    long costNanos,
    long latencyMs,
    int attempts,
    @Nullable CallError error) {

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException where the score is not finite
   */
  public RolloutOutcome {
    if (!Double.isFinite(score)) {
      throw new IllegalArgumentException("a score is finite, not " + score);
    }
    objectives = Collections.unmodifiableSortedMap(new TreeMap<>(objectives));
    records = Collections.unmodifiableMap(new LinkedHashMap<>(records));
  }

  /** The same with these scores by objective. */
  RolloutOutcome with(SortedMap<String, Double> scores) {
    return new RolloutOutcome(
        score, scores, output, feedback, records, trace, costNanos, latencyMs, attempts, error);
  }
}
