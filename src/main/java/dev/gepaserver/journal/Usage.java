package dev.gepaserver.journal;

import org.jspecify.annotations.Nullable;

/**
 * What one model call used.
 *
 * @param inputTokens tokens of the prompt, cached ones included
 * @param cachedTokens of the input tokens, those read from the provider's cache
 * @param reasoningTokens of the output tokens, those of reasoning
 * @param outputTokens tokens of the reply, reasoning included
 * @param costNanos price in nano-dollars, null where the model's price is not known
 */
public record Usage(
    long inputTokens,
    long cachedTokens,
    long reasoningTokens,
    long outputTokens,
    @Nullable Long costNanos) {

  /** Nothing used, at no cost; for calls of which nothing can be billed. */
  public static final Usage NONE = new Usage(0, 0, 0, 0, 0L);

  /** Both together; of unknown cost where one of them is. */
  public Usage plus(Usage other) {
    return new Usage(
        inputTokens + other.inputTokens,
        cachedTokens + other.cachedTokens,
        reasoningTokens + other.reasoningTokens,
        outputTokens + other.outputTokens,
        costNanos == null || other.costNanos == null
            ? null
            : (Long) Math.addExact(costNanos, other.costNanos));
  }
}
