package dev.gepaserver.system;

import dev.gepaserver.common.Json;
import dev.gepaserver.common.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON in which every text is a template; one that is a single place becomes the value itself. */
final class TemplateTree {

  private TemplateTree() {}

  /**
   * Fills in.
   *
   * @throws dev.gepaserver.common.CallFailedException.Faulty {@code too-long} where there is no
   *     room for what that makes
   */
  static JsonNode fill(JsonNode tree, Function<String, @Nullable JsonNode> values) {
    return fill(tree, values, new Room("the body"));
  }

  private static JsonNode fill(
      JsonNode tree, Function<String, @Nullable JsonNode> values, Room room) {
    if (tree.isString()) {
      JsonNode value = Template.of(tree.stringValue()).value(values);
      room.take(value);
      return value;
    }
    if (tree.isArray()) {
      ArrayNode items = Json.MAPPER.createArrayNode();
      tree.forEach(item -> items.add(fill(item, values, room)));
      return items;
    }
    if (tree.isObject()) {
      ObjectNode filled = Json.object();
      for (Map.Entry<String, JsonNode> field : tree.properties()) {
        filled.set(field.getKey(), fill(field.getValue(), values, room));
      }
      return filled;
    }
    return tree;
  }

  /** The templates in it, with pointers that begin so. */
  static List<PipelineStep.Part> parts(JsonNode tree, String path) {
    List<PipelineStep.Part> parts = new ArrayList<>();
    if (tree.isString()) {
      parts.add(new PipelineStep.Part(path, Template.of(tree.stringValue()), false));
    } else if (tree.isArray()) {
      for (int i = 0; i < tree.size(); i++) {
        parts.addAll(parts(tree.get(i), path + "/" + i));
      }
    } else if (tree.isObject()) {
      for (Map.Entry<String, JsonNode> field : tree.properties()) {
        String key = field.getKey().replace("~", "~0").replace("/", "~1");
        parts.addAll(parts(field.getValue(), path + "/" + key));
      }
    }
    return parts;
  }
}
