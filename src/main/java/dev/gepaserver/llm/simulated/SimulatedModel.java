package dev.gepaserver.llm.simulated;

import dev.gepaserver.journal.ChatMessage;
import java.util.List;

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
}
