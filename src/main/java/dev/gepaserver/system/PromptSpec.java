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
        readMessages(fields, components),
        fields.flag("allowExpected", false));
  }

  @Override
  public List<ModelRef> modelsPerRollout() {
    return List.of(model);
  }

  private static List<ChatMessage> readMessages(Fields fields, Set<String> components) {
    List<JsonNode> given = fields.list("messages", 1, MAX_MESSAGES);
    if (given == null) {
      return defaults(components);
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
    ChatMessage user = new ChatMessage("user", "{{input}}");
    if (components.isEmpty()) {
      return List.of(user);
    }
    String first = "{{" + TemplateCheck.COMPONENT + components.iterator().next() + "}}";
    return List.of(new ChatMessage("system", first), user);
  }
}
