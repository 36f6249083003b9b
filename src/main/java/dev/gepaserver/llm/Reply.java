package dev.gepaserver.llm;

import dev.gepaserver.common.Json;
import dev.gepaserver.common.Mask;
import dev.gepaserver.journal.ToolRequest;
import dev.gepaserver.journal.ToolUse;
import dev.gepaserver.journal.Usage;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

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
 * @param toolUse what it asks of tools; null where it asks nothing
 */
public record Reply(
    String text,
    String finishReason,
    long inputTokens,
    long cachedTokens,
    long reasoningTokens,
    long outputTokens,
    @Nullable ToolUse toolUse) {

  private static final Set<String> ENDED = Set.of("stop", "other");

  /** No call has more tokens: an answer that is paid is never lost for what is said of it. */
  private static final long MOST_TOKENS = 1_000_000_000;

  /** A reply that asks nothing of tools. */
  public Reply(
      String text,
      String finishReason,
      long inputTokens,
      long cachedTokens,
      long reasoningTokens,
      long outputTokens) {
    this(text, finishReason, inputTokens, cachedTokens, reasoningTokens, outputTokens, null);
  }

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
    return inputTokens > 0 && (outputTokens > 0 || (text.isEmpty() && toolUse == null));
  }

  /** What it took, at no cost yet. */
  public Usage usage() {
    return new Usage(inputTokens, cachedTokens, reasoningTokens, outputTokens, null);
  }

  /** The same without the secrets that the provider may have repeated. */
  Reply without(Mask secrets) {
    String clean = secrets.content(text);
    ToolUse cleanUse = toolUse == null ? null : without(toolUse, secrets);
    return clean.equals(text) && Objects.equals(cleanUse, toolUse)
        ? this
        : new Reply(
            clean,
            finishReason,
            inputTokens,
            cachedTokens,
            reasoningTokens,
            outputTokens,
            cleanUse);
  }

  private static ToolUse without(ToolUse use, Mask secrets) {
    JsonNode state = use.state();
    return new ToolUse(
        use.calls().stream()
            .map(call ->
                new ToolRequest(
                    secrets.content(call.id()),
                    secrets.content(call.name()),
                    secrets.content(call.arguments())))
            .toList(),
        state == null ? null : Json.parse(secrets.content(Json.write(state))));
  }

  /** The same with what it asks of tools; then it ended for that, unless it was cut or refused. */
  public Reply with(ToolUse use) {
    String finish = ENDED.contains(finishReason) ? "tool_calls" : finishReason;
    return new Reply(text, finish, inputTokens, cachedTokens, reasoningTokens, outputTokens, use);
  }
}
