package dev.gepaserver.job;

import dev.gepaserver.journal.ModelCall;
import dev.gepaserver.journal.Role;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;

/**
 * What is to be added to a job's counters.
 *
 * @param jobId the job
 * @param rollouts rollouts to be counted
 * @param models calls of models by role; roles left out add nothing
 * @param webhookCalls calls of webhooks and tools
 * @param webhookCostNanos their reported cost, nano-dollars
 * @param openCalls calls begun less those that got an answer, or are known to get none
 */
public record UsageDelta(
    UUID jobId,
    long rollouts,
    Map<Role, Calls> models,
    long webhookCalls,
    long webhookCostNanos,
    long openCalls) {

  /** Copies the map. */
  public UsageDelta {
    Map<Role, Calls> copy = new EnumMap<>(Role.class);
    copy.putAll(models);
    models = Collections.unmodifiableMap(copy);
  }

  /** Nothing yet. */
  public static UsageDelta none(UUID jobId) {
    return new UsageDelta(jobId, 0, Map.of(), 0, 0, 0);
  }

  /** Rollouts counted, nothing else. */
  public static UsageDelta rollouts(UUID jobId, long rollouts) {
    return new UsageDelta(jobId, rollouts, Map.of(), 0, 0, 0);
  }

  /** Calls begun less those that ended. */
  public static UsageDelta open(UUID jobId, long calls) {
    return new UsageDelta(jobId, 0, Map.of(), 0, 0, calls);
  }

  /** One call of a model. */
  public static UsageDelta of(UUID jobId, ModelCall call) {
    Long cost = call.usage().costNanos();
    Calls calls =
        new Calls(
            1,
            call.usage().inputTokens(),
            call.usage().cachedTokens(),
            call.usage().reasoningTokens(),
            call.usage().outputTokens(),
            cost == null ? 0 : cost,
            cost == null ? 1 : 0);
    return new UsageDelta(jobId, 0, Map.of(call.role(), calls), 0, 0, 0);
  }

  /** Calls of webhooks or tools and what they cost in all, nano-dollars. */
  public static UsageDelta webhooks(UUID jobId, long calls, long costNanos) {
    return new UsageDelta(jobId, 0, Map.of(), calls, costNanos, 0);
  }

  /** Both together; of the same job. */
  public UsageDelta plus(UsageDelta other) {
    if (!jobId.equals(other.jobId)) {
      throw new IllegalArgumentException("deltas of jobs %s and %s".formatted(jobId, other.jobId));
    }
    Map<Role, Calls> sum = new EnumMap<>(Role.class);
    sum.putAll(models);
    other.models.forEach((role, calls) -> sum.merge(role, calls, Calls::plus));
    return new UsageDelta(
        jobId,
        rollouts + other.rollouts,
        sum,
        webhookCalls + other.webhookCalls,
        webhookCostNanos + other.webhookCostNanos,
        openCalls + other.openCalls);
  }

  /** What calls of this role add. */
  public Calls of(Role role) {
    return models.getOrDefault(role, Calls.NONE);
  }

  /**
   * Calls of models.
   *
   * @param calls how many
   * @param inputTokens tokens of prompts, cached ones included
   * @param cachedTokens of those, the ones read from the provider's cache
   * @param reasoningTokens of the output tokens, those of reasoning
   * @param outputTokens tokens of replies, reasoning included
   * @param costNanos nano-dollars, as far as known
   * @param unpriced calls whose price is unknown
   */
  public record Calls(
      long calls,
      long inputTokens,
      long cachedTokens,
      long reasoningTokens,
      long outputTokens,
      long costNanos,
      long unpriced) {

    /** None. */
    public static final Calls NONE = new Calls(0, 0, 0, 0, 0, 0, 0);

    Calls plus(Calls other) {
      return new Calls(
          calls + other.calls,
          inputTokens + other.inputTokens,
          cachedTokens + other.cachedTokens,
          reasoningTokens + other.reasoningTokens,
          outputTokens + other.outputTokens,
          costNanos + other.costNanos,
          unpriced + other.unpriced);
    }
  }
}
