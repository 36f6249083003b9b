package dev.gepaserver.system;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Template;
import dev.gepaserver.dataset.Example;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.evaluation.TemplateCheck;
import dev.gepaserver.journal.ChatMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The messages of a prompt, filled in for a candidate and an example. In a component only the names
 * that its seed's text uses are places; whatever else a rewritten text holds between braces stays,
 * and what is put in is never read as a template. A name that is not plain, such as {@code {{ x |
 * upper }}}, is a place only where the example has such a field; all have it or none has, which was
 * made sure of at submission.
 */
final class PromptMessages {

  private final List<ChatMessage> messages;
  private final List<Template> contents;
  private final Map<String, Set<String>> placeholders = new LinkedHashMap<>();

  PromptMessages(List<ChatMessage> messages, Texts seed) {
    this.messages = List.copyOf(messages);
    this.contents = messages.stream().map(message -> Template.of(message.content())).toList();
    seed.asMap().forEach((name, text) -> placeholders.put(name, Template.of(text).names()));
  }

  /**
   * Fills in.
   *
   * @throws CallFailedException.Faulty where the example lacks a field
   */
  List<ChatMessage> fill(Texts candidate, Example example) {
    List<ChatMessage> filled = new ArrayList<>(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      String content = contents.get(i).fill(name -> value(name, candidate, example));
      filled.add(new ChatMessage(messages.get(i).role(), content));
    }
    return filled;
  }

  private JsonNode value(String name, Texts candidate, Example example) {
    String component = componentOf(name, candidate.names());
    return component == null
        ? field(name, example)
        : Json.tree(text(component, candidate, example));
  }

  private String text(String component, Texts candidate, Example example) {
    Set<String> places = placeholders.getOrDefault(component, Set.of());
    String text = candidate.text(component);
    return places.isEmpty()
        ? text
        : Template.of(text).fill(name -> places.contains(name) ? fieldOrText(name, example) : null);
  }

  /** The component that a name in a message means; null where it means a field of the example. */
  static @Nullable String componentOf(String name, List<String> components) {
    if (!name.startsWith(TemplateCheck.COMPONENT)) {
      return null;
    }
    String component = name.substring(TemplateCheck.COMPONENT.length());
    return components.contains(component) ? component : null;
  }

  private static @Nullable JsonNode fieldOrText(String name, Example example) {
    return Template.plain(name) ? field(name, example) : Json.find(example.data(), name);
  }

  private static JsonNode field(String name, Example example) {
    JsonNode value = Json.find(example.data(), name);
    if (value == null) {
      throw new CallFailedException.Faulty(
          "the prompt uses {{%s}}, which example \"%s\" has not".formatted(name, example.id()));
    }
    return value;
  }
}
