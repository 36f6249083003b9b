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

  /** The same without the secrets that the provider may have repeated. */
  Reply without(Mask secrets) {
    String clean = secrets.content(text);
    return clean.equals(text)
        ? this
        : new Reply(clean, finishReason, inputTokens, cachedTokens, reasoningTokens, outputTokens);
  }
}
