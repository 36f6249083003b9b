package dev.gepaserver.system;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.MessageTemplate;
import dev.gepaserver.common.Template;
import dev.gepaserver.common.Template.Part;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.evaluation.TemplateCheck;
import dev.gepaserver.journal.ChatMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
  private final List<String> components;
  private final Map<String, Set<String>> placeholders = new LinkedHashMap<>();

  PromptMessages(List<ChatMessage> messages, Texts seed) {
    this.messages = List.copyOf(messages);
    this.contents = messages.stream().map(message -> Template.of(message.content())).toList();
    this.components = seed.names();
    seed.asMap().forEach((name, text) -> placeholders.put(name, Template.of(text).names()));
  }

  /**
   * Fills in.
   *
   * @throws CallFailedException.Faulty where a value is missing, or there is too much of them
   */
  List<ChatMessage> fill(Texts candidate, PromptValues values) {
    Room room = new Room("the prompt");
    List<ChatMessage> filled = new ArrayList<>(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      String content = contents.get(i).fill(name -> value(name, candidate, values));
      room.take(content);
      filled.add(new ChatMessage(messages.get(i).role(), content));
    }
    return filled;
  }

  /** A candidate's messages, places left for the fields of examples. */
  List<MessageTemplate> of(Texts candidate) {
    List<MessageTemplate> filled = new ArrayList<>(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      List<Part> parts = new ArrayList<>();
      for (Part part : contents.get(i).parts()) {
        String component =
            part instanceof Part.Place place ? componentOf(place.name(), candidate.names()) : null;
        if (component == null) {
          parts.add(part);
        } else {
          parts.addAll(parts(component, candidate));
        }
      }
      filled.add(new MessageTemplate(messages.get(i).role(), parts));
    }
    return filled;
  }

  private List<Part> parts(String component, Texts candidate) {
    Set<String> places = placeholders.getOrDefault(component, Set.of());
    return Template.of(candidate.text(component)).parts().stream()
        .map(part ->
            part instanceof Part.Place(String name, String raw) && !places.contains(name)
                ? new Part.Literal(raw)
                : part)
        .toList();
  }

  /** The components whose texts stand in the messages. */
  Set<String> components() {
    Set<String> used = new LinkedHashSet<>();
    for (Template content : contents) {
      for (String name : content.names()) {
        String component = componentOf(name, components);
        if (component != null) {
          used.add(component);
        }
      }
    }
    return used;
  }

  /** The names of what is put into the messages besides components, and into one component. */
  Set<String> inputs(String component) {
    Set<String> names = new LinkedHashSet<>();
    for (Template content : contents) {
      content.names().stream()
          .filter(name -> componentOf(name, components) == null)
          .forEach(names::add);
    }
    names.addAll(placeholders.getOrDefault(component, Set.of()));
    return names;
  }

  private JsonNode value(String name, Texts candidate, PromptValues values) {
    String component = componentOf(name, candidate.names());
    return component == null ? values.get(name) : Json.tree(text(component, candidate, values));
  }

  private String text(String component, Texts candidate, PromptValues values) {
    Set<String> places = placeholders.getOrDefault(component, Set.of());
    String text = candidate.text(component);
    return places.isEmpty()
        ? text
        : Template.of(text).fill(name -> places.contains(name) ? valueOrText(name, values) : null);
  }

  /** The component that a name in a message means; null where it means a field of the example. */
  static @Nullable String componentOf(String name, List<String> components) {
    if (!name.startsWith(TemplateCheck.COMPONENT)) {
      return null;
    }
    String component = name.substring(TemplateCheck.COMPONENT.length());
    return components.contains(component) ? component : null;
  }

  private static @Nullable JsonNode valueOrText(String name, PromptValues values) {
    return Template.plain(name) ? values.get(name) : values.find(name);
  }
}
