package dev.gepaserver.job;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.gepaserver.common.Warning;
import dev.gepaserver.journal.ChatMessage;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What would become of a job that was looked at and not started.
 *
 * @param spec what was submitted with every default filled in
 * @param firstMessages what the first model call would send; empty where the system calls no model
 *     itself
 * @param reflectionPrompt what the reflection model would be sent, with words in the place of
 *     outputs and feedback
 * @param estimate what it would use, roughly
 * @param warnings what is allowed and probably not meant
 */
@JsonPropertyOrder({"spec", "firstMessages", "reflectionPrompt", "estimate", "warnings"})
public record Validated(
    JsonNode spec,
    List<ChatMessage> firstMessages,
    String reflectionPrompt,
    Estimate estimate,
    List<Warning> warnings) {

  /** Copies the lists. */
  public Validated {
    firstMessages = List.copyOf(firstMessages);
    warnings = List.copyOf(warnings);
  }
}
