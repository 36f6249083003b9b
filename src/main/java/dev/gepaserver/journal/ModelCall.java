package dev.gepaserver.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call of a model with its answer: a row of the ledger.
 *
 * @param hash of provider, model, messages and options; 64 hexadecimal digits
 * @param role what the model was called for
 * @param provider configured name
 * @param model the provider's name of the model
 * @param messages what was sent
 * @param reply the answer's text; null where there is an error
 * @param toolUse what the answer asks of tools; null where it asks nothing
 * @param finishReason {@code stop}, {@code length}, {@code refused}, {@code tool_calls}, {@code
 *     other}; null with an error
 * @param usage tokens and cost
 * @param latencyMs from the first attempt's start to the answer, waits included
 * @param attempts requests sent on the wire, at least 1
 * @param attemptErrors why each attempt but the last failed, in order
 * @param error null where it was answered
 */
public record ModelCall(
    CallKey key,
    String hash,
    Role role,
    String provider,
    String model,
    List<ChatMessage> messages,
    @Nullable String reply,
    @Nullable ToolUse toolUse,
    @Nullable String finishReason,
    Usage usage,
    long latencyMs,
    int attempts,
    List<CallError> attemptErrors,
    @Nullable CallError error) {

  /** A call whose answer asks nothing of tools. */
  public ModelCall(
      CallKey key,
      String hash,
      Role role,
      String provider,
      String model,
      List<ChatMessage> messages,
      @Nullable String reply,
      @Nullable String finishReason,
      Usage usage,
      long latencyMs,
      int attempts,
      List<CallError> attemptErrors,
      @Nullable CallError error) {
    this(
        key,
        hash,
        role,
        provider,
        model,
        messages,
        reply,
        null,
        finishReason,
        usage,
        latencyMs,
        attempts,
        attemptErrors,
        error);
  }

  /** Copies the lists. */
  public ModelCall {
    messages = List.copyOf(messages);
    attemptErrors = List.copyOf(attemptErrors);
  }
}
