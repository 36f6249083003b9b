package dev.gepaserver.llm;

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
    long outputTokens) {}
