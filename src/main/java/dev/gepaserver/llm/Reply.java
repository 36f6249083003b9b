package dev.gepaserver.llm;

import dev.gepaserver.common.Mask;

/**
 * What a model answered.
 *
 * @param text of the reply, maybe empty; of a refusal its text
 * @param finishReason {@code stop}, {@code length}, {@code refused}, {@code tool_calls}, {@code
 *     other}
 * @param inputTokens as in {@link dev.gepaserver.journal.Usage}
 * @param cachedTokens as there
 * @param reasoningTokens as there
 * @param outputTokens as there
 */
public record Reply(
    String text,
    String finishReason,
    long inputTokens,
    long cachedTokens,
    long reasoningTokens,
    long outputTokens) {

  /** No call has more tokens: an answer that is paid is never lost for what is said of it. */
  private static final long MOST_TOKENS = 1_000_000_000;

  /** Keeps the counts within 0 and a billion. */
  public Reply {
    inputTokens = Math.clamp(inputTokens, 0, MOST_TOKENS);
    cachedTokens = Math.clamp(cachedTokens, 0, MOST_TOKENS);
    reasoningTokens = Math.clamp(reasoningTokens, 0, MOST_TOKENS);
    outputTokens = Math.clamp(outputTokens, 0, MOST_TOKENS);
  }

  /**
   * Whether the provider told what was used: no prompt is without tokens, and no text is. A part
   * that was not told is 0 here.
   */
  boolean tellsUsage() {
    return inputTokens > 0 && (outputTokens > 0 || text.isEmpty());
  }

  /** The same without the secrets that the provider may have repeated. */
  Reply without(Mask secrets) {
    String clean = secrets.content(text);
    return clean.equals(text)
        ? this
        : new Reply(clean, finishReason, inputTokens, cachedTokens, reasoningTokens, outputTokens);
  }
}
