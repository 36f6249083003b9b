package dev.gepaserver.system;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a system itself did in a rollout, before anybody scored it.
 *
 * @param output null where it gave none
 * @param trace null where it does not tell
 * @param costNanos of its calls, nano-dollars; calls of unknown price count 0
 * @param latencyMs from its start to its answer, as journaled
 * @param attempts requests sent on the wire, at least 1
 */
public record Answered(
    @Nullable JsonNode output,
    @Nullable JsonNode trace,
    long costNanos,
    long latencyMs,
    int attempts) {

  /** The same after at least this time. */
  Answered after(Duration time) {
    return new Answered(output, trace, costNanos, Math.max(latencyMs, time.toMillis()), attempts);
  }

  /** A system that was asked and gave nothing. */
  public static Answered nothing(long latencyMs, int attempts) {
    return new Answered(null, null, 0, latencyMs, attempts);
  }
}
