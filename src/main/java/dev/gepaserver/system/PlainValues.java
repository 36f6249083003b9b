package dev.gepaserver.system;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * JSON as plain values: texts, numbers, booleans, null, lists and maps. Key order and every digit
 * of a number are kept.
 */
final class PlainValues {

  private PlainValues() {}

  /**
   * The value; whole numbers as the smallest of Integer, Long and BigInteger that the JSON was read
   * as, others as BigDecimal.
   */
  static @Nullable Object of(JsonNode node) {
    return switch (node.getNodeType()) {
      case STRING -> node.stringValue();
      case NUMBER -> node.numberValue();
      case BOOLEAN -> node.booleanValue();
      case NULL, MISSING -> null;
      case ARRAY -> list(node);
      case OBJECT -> map(node);
      case BINARY, POJO -> node.toString();
    };
  }

  /** An object's fields, in their order. */
  static Map<String, @Nullable Object> map(JsonNode object) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      values.put(entry.getKey(), of(entry.getValue()));
    }
    return values;
  }

  private static List<@Nullable Object> list(JsonNode array) {
    List<@Nullable Object> items = new ArrayList<>(array.size());
    array.forEach(item -> items.add(of(item)));
    return items;
  }
}
