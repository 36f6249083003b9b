package dev.gepaserver.llm.simulated;

import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.journal.ToolRequest;
import dev.gepaserver.llm.OfferedTool;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A made-up model: a pure function of what it is asked. */
interface SimulatedModel {

  /** Its name. */
  String name();

  /**
   * Replies.
   *
   * @param draw a number, not negative, that hangs on the request alone; in place of chance
   */
  String reply(List<ChatMessage> messages, long draw);

  /**
   * What it asks of a tool before it replies; null where it replies at once.
   *
   * @param tools at least one
   */
  default @Nullable ToolRequest call(List<ChatMessage> messages, List<OfferedTool> tools) {
    return null;
  }
}
