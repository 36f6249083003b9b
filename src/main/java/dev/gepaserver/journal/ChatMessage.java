package dev.gepaserver.journal;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One message of a conversation with a model.
 *
 * @param role {@code system}, {@code user}, {@code assistant} or {@code tool}
 * @param content its text; of a tool what it answered
 * @param toolUse what a message of the assistant asks of tools; null where it asks nothing
 * @param toolCallId of a tool's message, which {@link ToolRequest} it answers; null in all others
 * @param toolName of a tool's message the tool; null in all others
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChatMessage(
    String role,
    String content,
    @Nullable ToolUse toolUse,
    @Nullable String toolCallId,
    @Nullable String toolName) {

  /** A message that has nothing to do with tools. */
  public ChatMessage(String role, String content) {
    this(role, content, null, null, null);
  }

  /** A reply of the model, to be sent back to it. */
  public static ChatMessage assistant(String content, @Nullable ToolUse toolUse) {
    return new ChatMessage("assistant", content, toolUse, null, null);
  }

  /** What a tool answered to a call. */
  public static ChatMessage result(ToolRequest call, String content) {
    return new ChatMessage("tool", content, null, call.id(), call.name());
  }
}
