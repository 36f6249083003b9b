package dev.gepaserver.common;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Finds JSON in the reply of a model: the whole text, else the last fenced block that is JSON, else
 * what stands from the first opening brace (or bracket) to the last closing one.
 */
public final class FoundJson {

  private static final String FENCE = "```";

  private FoundJson() {}

  /** Any value, made storable; null where there is none. */
  public static @Nullable JsonNode value(String text) {
    return first(text, any -> true);
  }

  /** An object, made storable; null where there is none. */
  public static @Nullable JsonNode object(String text) {
    return first(text, JsonNode::isObject);
  }

  /** The value that the whole text is, made storable; null where it is none. */
  public static @Nullable JsonNode whole(String text) {
    return parse(text);
  }

  /** Whether a text is one JSON value and nothing else, a fence around it left aside. */
  public static boolean isWhole(String text) {
    if (parse(text) != null) {
      return true;
    }
    String bare = text.strip();
    List<String> blocks = fenced(bare);
    return bare.startsWith(FENCE)
        && bare.endsWith("\n" + FENCE)
        && blocks.size() == 1
        && parse(blocks.getFirst()) != null;
  }

  private static @Nullable JsonNode first(String text, Predicate<JsonNode> wanted) {
    List<String> places = new ArrayList<>();
    places.add(text);
    places.addAll(fenced(text).reversed());
    places.add(between(text, '{', '}'));
    places.add(between(text, '[', ']'));
    for (String place : places) {
      JsonNode found = parse(place);
      if (found != null && wanted.test(found)) {
        return found;
      }
    }
    return null;
  }

  private static @Nullable JsonNode parse(String text) {
    if (text.isBlank()) {
      return null;
    }
    try {
      return Storable.json(Json.parse(text));
    } catch (JacksonException e) {
      return null;
    }
  }

  private static List<String> fenced(String text) {
    List<String> blocks = new ArrayList<>();
    StringBuilder open = null;
    for (String line : text.split("\\R", -1)) {
      if (!line.strip().startsWith(FENCE)) {
        if (open != null) {
          open.append(line).append('\n');
        }
      } else if (open == null) {
        open = new StringBuilder();
      } else {
        blocks.add(open.toString());
        open = null;
      }
    }
    return blocks;
  }

  private static String between(String text, char opening, char closing) {
    int from = text.indexOf(opening);
    int to = text.lastIndexOf(closing);
    return from < 0 || to < from ? "" : text.substring(from, to + 1);
  }
}
