package dev.gepaserver.console.web;

import dev.gepaserver.common.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.StringNode;

/**
 * A step of a trace, whatever system it is of: a trace that is a list, or that has {@code steps} or
 * {@code turns}, has one for each item, any other is one step.
 *
 * @param name what the step calls itself, else its number
 * @param kind what kind of step it says it is; null where it does not
 * @param messages what was said to and by a model or a tool, in order
 * @param fields all its other fields that are not null, in their order
 */
record TraceStep(
    String name, @Nullable String kind, List<Message> messages, Map<String, JsonNode> fields) {

  private static final List<String> LISTS = List.of("steps", "turns");
  private static final List<String> NAMES = List.of("id", "name", "tool", "step", "role");
  private static final List<String> KINDS = List.of("type", "kind");
  private static final String REPLY = "reply";
  private static final String OUTPUT = "output";
  private static final String CALLS = "toolCalls";
  private static final String ROLE = "role";
  private static final String CONTENT = "content";
  private static final JsonNode MISSING = MissingNode.getInstance();

  /**
   * A message.
   *
   * @param from who said it
   * @param content a string, or what was said as JSON
   */
  record Message(String from, JsonNode content) {}

  /** The steps of a trace; none where there is none. */
  static List<TraceStep> of(@Nullable JsonNode trace) {
    if (trace == null || trace.isNull()) {
      return List.of();
    }
    if (trace.isArray()) {
      return steps(trace, "step");
    }
    Map<String, JsonNode> rest = fields(trace);
    Optional<String> list =
        LISTS.stream().filter(name -> rest.getOrDefault(name, MISSING).isArray()).findFirst();
    if (list.isEmpty()) {
      return List.of(step(trace, "the call"));
    }
    List<TraceStep> steps = new ArrayList<>();
    JsonNode items = rest.remove(list.get());
    if (!rest.isEmpty()) {
      steps.add(step("at the start", rest));
    }
    if (items != null) {
      steps.addAll(steps(items, list.get().equals("turns") ? "turn" : "step"));
    }
    return List.copyOf(steps);
  }

  private static List<TraceStep> steps(JsonNode items, String word) {
    List<TraceStep> steps = new ArrayList<>();
    items.forEach(item -> steps.add(step(item, word + " " + (steps.size() + 1))));
    return steps;
  }

  private static TraceStep step(JsonNode item, String otherwise) {
    if (!item.isObject()) {
      return new TraceStep(otherwise, null, List.of(), Map.of("value", item));
    }
    return step(otherwise, fields(item));
  }

  private static Map<String, JsonNode> fields(JsonNode item) {
    Map<String, JsonNode> fields = new LinkedHashMap<>();
    item.properties().stream()
        .filter(field -> !field.getValue().isNull())
        .forEach(field -> fields.put(field.getKey(), field.getValue()));
    return fields;
  }

  private static TraceStep step(String otherwise, Map<String, JsonNode> fields) {
    String name = taken(fields, NAMES);
    String kind = taken(fields, KINDS);
    List<Message> messages = new ArrayList<>();
    List.copyOf(fields.keySet()).stream()
        .filter(field -> isMessages(fields.getOrDefault(field, MISSING)))
        .forEach(field ->
            taken(fields, field)
                .forEach(
                    m -> messages.add(new Message(Json.inText(m.get(ROLE)), m.path(CONTENT)))));
    if (fields.getOrDefault(REPLY, MISSING).isString()) {
      JsonNode reply = taken(fields, REPLY);
      if (!Json.inText(reply).isBlank()) {
        messages.add(new Message(REPLY, reply));
      }
      if (reply.equals(fields.get(OUTPUT))) {
        fields.remove(OUTPUT);
      }
    }
    if (fields.getOrDefault(CALLS, MISSING).isArray()) {
      taken(fields, CALLS).forEach(call -> addCall(messages, call));
    }
    return new TraceStep(name == null ? otherwise : name, kind, messages, fields);
  }

  private static boolean isMessages(JsonNode value) {
    return value.isArray()
        && !value.isEmpty()
        && value.valueStream().allMatch(m -> m.path(ROLE).isString() && m.has(CONTENT));
  }

  private static void addCall(List<Message> messages, JsonNode call) {
    String tool = Json.inText(call.path("name"));
    messages.add(new Message("calls " + tool, call.path("arguments")));
    JsonNode error = call.path("error");
    JsonNode result = error.isString() ? error : call.path("result");
    messages.add(
        new Message(
            tool + (error.isString() ? " failed" : " answers"),
            result.isMissingNode() || result.isNull() ? StringNode.valueOf("") : result));
  }

  private static JsonNode taken(Map<String, JsonNode> fields, String name) {
    JsonNode value = fields.remove(name);
    return value == null ? MISSING : value;
  }

  private static @Nullable String taken(Map<String, JsonNode> fields, List<String> names) {
    String found =
        names.stream()
            .filter(name -> fields.getOrDefault(name, MISSING).isValueNode())
            .findFirst()
            .orElse(null);
    JsonNode value = found == null ? null : fields.remove(found);
    return value == null ? null : Json.inText(value);
  }
}
