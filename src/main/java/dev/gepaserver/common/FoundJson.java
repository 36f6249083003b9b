package dev.gepaserver.common;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;

/**
 * Finds JSON in the reply of a model: the whole text, else, leading thoughts ({@code
 * <think>…</think>}) left aside, the last fenced block that is JSON, else the last object or list
 * that stands between other words. A text that ends within one holds none: what is in it would be
 * taken for the whole. A list of nothing but numbers, booleans and nulls, such as {@code [1]}, is a
 * mark in a text and no value, unless it stands alone.
 */
public final class FoundJson {

  private static final String FENCE = "```";
  private static final String THOUGHT = "<think>";
  private static final String THOUGHT_END = "</think>";

  /** Of the places where a value could begin, so many are tried. */
  private static final int MOST_TRIES = 1_000;

  /** Trials that come to nothing read so many times the text at most, all together. */
  private static final int MOST_READINGS = 20;

  private static final ObjectReader READER =
      Json.MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private FoundJson() {}

  /** Any value, made storable; null where there is none. */
  public static @Nullable JsonNode value(String text) {
    JsonNode found = alone(text, any -> true);
    return found == null ? between(withoutThoughts(text), "{[") : found;
  }

  /** An object, made storable; null where there is none. */
  public static @Nullable JsonNode object(String text) {
    JsonNode found = alone(text, JsonNode::isObject);
    return found == null ? between(withoutThoughts(text), "{") : found;
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

  /** As the whole text or a fenced block. */
  private static @Nullable JsonNode alone(String text, Predicate<JsonNode> wanted) {
    List<String> places = new ArrayList<>();
    places.add(text);
    String answer = withoutThoughts(text);
    places.add(answer);
    places.addAll(fenced(answer).reversed());
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

  private static String withoutThoughts(String text) {
    String bare = text.stripLeading();
    if (!bare.startsWith(THOUGHT)) {
      return text;
    }
    int end = bare.indexOf(THOUGHT_END);
    return end < 0 ? "" : bare.substring(end + THOUGHT_END.length());
  }

  /** The last value that begins with one of these characters and stands in no other one. */
  private static @Nullable JsonNode between(String text, String openings) {
    JsonNode last = null;
    long left = (long) MOST_READINGS * text.length();
    int tries = 0;
    int at = 0;
    while (at < text.length() && tries < MOST_TRIES && left > 0) {
      if (openings.indexOf(text.charAt(at)) < 0) {
        at++;
        continue;
      }
      tries++;
      try (JsonParser parser = READER.createParser(from(text, at))) {
        try {
          JsonNode value = Storable.json(READER.readTree(parser));
          at += Math.max(1, (int) parser.currentLocation().getCharOffset());
          last = isMark(value) ? last : value;
        } catch (UnexpectedEndOfInputException e) {
          return null;
        } catch (JacksonException | NumberFormatException e) {
          left -= parser.currentLocation().getCharOffset();
          at++;
        }
      }
    }
    return last;
  }

  /** A reader skips at once, where a part of the text would be a copy each time. */
  private static Reader from(String text, int at) {
    try {
      Reader reader = new StringReader(text);
      var _ = reader.skip(at);
      return reader;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isMark(JsonNode value) {
    return value.isArray()
        && value.valueStream().noneMatch(each -> each.isContainer() || each.isString());
  }
}
