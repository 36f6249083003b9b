package dev.gepaserver.system;

import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.llm.OfferedTool;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an agent's model is told: its messages and the descriptions of its tools, with the texts of
 * a candidate. Safe for use by many threads.
 */
final class AgentPrompts {

  private final PromptMessages messages;
  private final Map<AgentTool, PromptMessages> descriptions = new LinkedHashMap<>();

  AgentPrompts(AgentSpec spec, Texts seed) {
    this.messages = new PromptMessages(spec.messages(), seed);
    spec.tools().forEach(tool -> descriptions.put(tool, AgentCheck.description(tool, seed)));
  }

  /**
   * The first messages.
   *
   * @throws dev.gepaserver.common.CallFailedException.Faulty where a value is missing
   */
  List<ChatMessage> messages(Texts texts, PromptValues values) {
    return messages.fill(texts, values);
  }

  /**
   * The tools, each with its description, which takes its room.
   *
   * @throws dev.gepaserver.common.CallFailedException.Faulty where a value is missing, or there is
   *     too much of them
   */
  List<OfferedTool> tools(Texts texts, PromptValues values, Room room) {
    List<OfferedTool> tools = new ArrayList<>();
    descriptions.forEach((tool, description) -> {
      String told = description.fill(texts, values).getFirst().content();
      room.take(told);
      tools.add(new OfferedTool(tool.name(), told, tool.schema()));
    });
    return tools;
  }

  /** Whether the messages hold a component's text. */
  boolean inMessages(String component) {
    return messages.components().contains(component);
  }

  /** The names of the tools whose descriptions hold a component's text. */
  List<String> described(String component) {
    List<String> names = new ArrayList<>();
    descriptions.forEach((tool, description) -> {
      if (description.components().contains(component)) {
        names.add(tool.name());
      }
    });
    return names;
  }

  /** The names of what is put into the messages besides components, and into one component. */
  Set<String> inputs(String component) {
    return messages.inputs(component);
  }
}
