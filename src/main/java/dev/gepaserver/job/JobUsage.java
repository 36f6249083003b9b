package dev.gepaserver.job;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.gepaserver.common.Money;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a job's calls used, in all and by what they were made for.
 *
 * @param task calls of models by the system
 * @param reflection calls of the reflection model
 * @param judge calls of models that score
 * @param webhook calls of webhooks and tools
 * @param costUsd cost of all of it; null where any of it is unknown
 * @param inDoubtCalls calls begun and unanswered when a process died
 */
@JsonPropertyOrder({"task", "reflection", "judge", "webhook", "costUsd", "inDoubtCalls"})
public record JobUsage(
    ModelUsage task,
    ModelUsage reflection,
    ModelUsage judge,
    WebhookUsage webhook,
    @Nullable BigDecimal costUsd,
    long inDoubtCalls) {

  /** Sums the cost up. */
  public static JobUsage of(
      ModelUsage task,
      ModelUsage reflection,
      ModelUsage judge,
      WebhookUsage webhook,
      long inDoubtCalls) {
    BigDecimal models = sum(sum(task.costUsd(), reflection.costUsd()), judge.costUsd());
    BigDecimal cost = sum(models, webhook.costUsd());
    return new JobUsage(task, reflection, judge, webhook, cost, inDoubtCalls);
  }

  private static @Nullable BigDecimal sum(@Nullable BigDecimal a, @Nullable BigDecimal b) {
    return a == null || b == null ? null : a.add(b);
  }

  /**
   * Calls of models.
   *
   * @param calls answered calls; retries on the wire count as the call they belong to
   * @param inputTokens tokens of prompts, cached ones included
   * @param cachedTokens of those, the ones read from providers' caches
   * @param reasoningTokens of the output tokens, those of reasoning
   * @param outputTokens tokens of replies, reasoning included
   * @param costUsd null where the price of any call is unknown
   */
  @JsonPropertyOrder({
    "calls",
    "inputTokens",
    "cachedTokens",
    "reasoningTokens",
    "outputTokens",
    "costUsd"
  })
  public record ModelUsage(
      long calls,
      long inputTokens,
      long cachedTokens,
      long reasoningTokens,
      long outputTokens,
      @Nullable BigDecimal costUsd) {}

  /**
   * Calls of webhooks and tools.
   *
   * @param calls rollouts answered by them
   * @param costUsd as they reported
   */
  @JsonPropertyOrder({"calls", "costUsd"})
  public record WebhookUsage(long calls, BigDecimal costUsd) {

    /** Takes the cost in nano-dollars. */
    public static WebhookUsage of(long calls, long costNanos) {
      BigDecimal usd = Money.usd(costNanos);
      return new WebhookUsage(calls, usd == null ? BigDecimal.ZERO : usd);
    }
  }
}
