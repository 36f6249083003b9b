package dev.gepaserver.console.web;

import dev.gepaserver.common.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * A step of a trace, whatever system it is of: a trace that is a list has one for each item, any
 * other is one step.
 *
 * @param name what the step calls itself, else its number
 * @param kind what kind of step it says it is; null where it does not
 * @param fields all its other fields that are not null, in their order
 */
record TraceStep(String name, @Nullable String kind, Map<String, JsonNode> fields) {

  private static final List<String> NAMES = List.of("id", "name", "tool", "step", "role");
  private static final JsonNode MISSING = MissingNode.getInstance();
  private static final List<String> KINDS = List.of("type", "kind");

  /** The steps of a trace; none where there is none. */
  static List<TraceStep> of(@Nullable JsonNode trace) {
    if (trace == null || trace.isNull()) {
      return List.of();
    }
    if (!trace.isArray()) {
      return List.of(step(trace, "trace"));
    }
    List<TraceStep> steps = new ArrayList<>();
    trace.forEach(item -> steps.add(step(item, "step " + (steps.size() + 1))));
    return steps;
  }

  private static TraceStep step(JsonNode item, String otherwise) {
    Map<String, JsonNode> fields = new LinkedHashMap<>();
    if (!item.isObject()) {
      fields.put("value", item);
      return new TraceStep(otherwise, null, fields);
    }
    item.properties().stream()
        .filter(field -> !field.getValue().isNull())
        .forEach(field -> fields.put(field.getKey(), field.getValue()));
    String name = taken(fields, NAMES);
    return new TraceStep(name == null ? otherwise : name, taken(fields, KINDS), fields);
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
