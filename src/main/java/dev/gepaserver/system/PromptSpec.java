package dev.gepaserver.system;

import dev.gepaserver.common.Fields;
import dev.gepaserver.evaluation.TemplateCheck;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.llm.ModelRef;
import dev.gepaserver.llm.Models;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The specification of {@code prompt}.
 *
 * @param type {@code prompt}
 * @param model what is asked
 * @param messages what is sent; the contents are templates
 * @param allowExpected whether names of the evaluator's expected answer may stand in messages and
 *     components
 */
record PromptSpec(String type, ModelRef model, List<ChatMessage> messages, boolean allowExpected)
    implements SystemSpec {

  private static final int MAX_MESSAGES = 100;
  private static final int MAX_CONTENT = 1_000_000;
  private static final List<String> ROLES = List.of("system", "user", "assistant");

  /** Copies the messages. */
  PromptSpec {
    messages = List.copyOf(messages);
  }

  static PromptSpec read(String type, Fields fields, Set<String> components, Models models) {
    return new PromptSpec(
        type,
        models.read(fields, "model"),
        readMessages(fields, defaults(components)),
        fields.flag("allowExpected", false));
  }

  @Override
  public List<ModelRef> modelsPerRollout() {
    return List.of(model);
  }

  /** Reads a list of messages with a default. */
  static List<ChatMessage> readMessages(Fields fields, List<ChatMessage> fallback) {
    List<JsonNode> given = fields.list("messages", 1, MAX_MESSAGES);
    if (given == null) {
      return fallback;
    }
    List<ChatMessage> messages = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      Fields message =
          Fields.of(given.get(i), fields.pointer("messages") + "/" + i, fields.faults());
      String role = message.requiredChoice("role", ROLES);
      String content = message.requiredText("content", MAX_CONTENT);
      message.rejectUnknown();
      messages.add(new ChatMessage(role == null ? "user" : role, content));
    }
    return messages;
  }

  private static List<ChatMessage> defaults(Set<String> components) {
    if (components.isEmpty()) {
      return List.of(new ChatMessage("user", "{{input}}"));
    }
    return defaults(components.iterator().next());
  }

  /** The messages where the job does not say: a component as the system's, and the input. */
  static List<ChatMessage> defaults(String component) {
    String text = "{{" + TemplateCheck.COMPONENT + component + "}}";
    return List.of(new ChatMessage("system", text), new ChatMessage("user", "{{input}}"));
  }
}
