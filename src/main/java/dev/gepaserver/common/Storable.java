package dev.gepaserver.common;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes text from outside storable: PostgreSQL holds neither U+0000 nor lone surrogates. Done
 * before a text is hashed, kept or used, so that what was used is what can be read back.
 */
public final class Storable {

  private static final char REPLACEMENT = '\uFFFD';

  private Storable() {}

  /**
   * The same text with U+0000 and lone surrogates replaced by U+FFFD; the very same object where
   * there are none.
   */
  public static String text(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (unstorable(text, i)) {
        return replaced(text, i);
      }
    }
    return text;
  }

  /**
   * The same value with every text and key in it made storable; the very same object where all of
   * them are.
   */
  public static JsonNode json(JsonNode node) {
    return storable(node) ? node : replaced(node);
  }

  private static boolean storable(JsonNode node) {
    if (node.isString()) {
      return storable(node.stringValue());
    }
    for (String key : node.propertyNames()) {
      if (!storable(key)) {
        return false;
      }
    }
    for (JsonNode value : node) {
      if (!storable(value)) {
        return false;
      }
    }
    return true;
  }

  @SuppressWarnings("ReferenceEquality") // as text() promises
  private static boolean storable(String text) {
    return text(text) == text;
  }

  private static JsonNode replaced(JsonNode node) {
    if (node.isString()) {
      return Json.tree(text(node.stringValue()));
    }
    if (node.isArray()) {
      ArrayNode items = Json.MAPPER.createArrayNode();
      node.forEach(item -> items.add(replaced(item)));
      return items;
    }
    if (node.isObject()) {
      ObjectNode clean = Json.object();
      for (Map.Entry<String, JsonNode> e : node.properties()) {
        clean.set(text(e.getKey()), replaced(e.getValue()));
      }
      return clean;
    }
    return node;
  }

  private static boolean unstorable(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    if (Character.isLowSurrogate(c)) {
      return i == 0 || !Character.isHighSurrogate(text.charAt(i - 1));
    }
    return c == 0;
  }

  private static String replaced(String text, int from) {
    StringBuilder clean = new StringBuilder(text);
    for (int i = from; i < text.length(); i++) {
      if (unstorable(text, i)) {
        clean.setCharAt(i, REPLACEMENT);
      }
    }
    return clean.toString();
  }
}
