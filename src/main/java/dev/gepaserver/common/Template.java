package dev.gepaserver.common;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A text with {@code {{name}}} places. Filled in one pass: what is put in is never read as a
 * template; no escaping, no logic.
 *
 * <p>A name is whatever stands between double braces and holds no brace itself, blanks around it
 * left aside: so every field of an example can be named, {@code {{first name}}} and {@code
 * {{größe}}} too. A {@linkplain #plain plain} name looks like nothing but a name; others may be
 * meant for another template language where a text is not ours alone.
 */
public final class Template {

  /** The longest text that filling in makes, characters. */
  public static final int MAX_FILLED = 4_000_000;

  private static final Pattern PLACE = Pattern.compile("\\{\\{([^{}]++)}}");
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.-]+");

  private final String source;
  private final List<String> literals = new ArrayList<>();
  private final List<String> places = new ArrayList<>();
  private final List<String> raw = new ArrayList<>();

  private Template(String source) {
    this.source = source;
    Matcher matcher = PLACE.matcher(source);
    int end = 0;
    while (matcher.find()) {
      String name = matcher.group(1).strip();
      if (name.isEmpty()) {
        continue;
      }
      literals.add(source.substring(end, matcher.start()));
      places.add(name);
      raw.add(matcher.group());
      end = matcher.end();
    }
    literals.add(source.substring(end));
  }

  /** A piece of a template. */
  public sealed interface Part {

    /** Stands as it is. */
    record Literal(String text) implements Part {}

    /**
     * Is filled in.
     *
     * @param name what is meant
     * @param raw as it stands in the template, braces and all
     */
    record Place(String name, String raw) implements Part {}
  }

  /** Reads a text; every text is a template. */
  public static Template of(String source) {
    return new Template(source);
  }

  /** Whether a name has letters, digits, {@code _ . -} only, of ASCII. */
  public static boolean plain(String name) {
    return PLAIN.matcher(name).matches();
  }

  /** The text as it was given. */
  public String source() {
    return source;
  }

  /** The names used, in the order they first stand. */
  public Set<String> names() {
    return new LinkedHashSet<>(places);
  }

  /** Its pieces in their order; texts that are empty are left out. */
  public List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < literals.size(); i++) {
      if (!literals.get(i).isEmpty()) {
        parts.add(new Part.Literal(literals.get(i)));
      }
      if (i < places.size()) {
        parts.add(new Part.Place(places.get(i), raw.get(i)));
      }
    }
    return parts;
  }

  /**
   * Fills in every place.
   *
   * @param values the value of a name; null leaves the place as it stands
   * @throws CallFailedException.Faulty {@code too-long} where the text becomes longer than {@link
   *     #MAX_FILLED}
   */
  public String fill(Function<String, @Nullable JsonNode> values) {
    StringBuilder text = new StringBuilder();
    append(text, literals.getFirst());
    for (int i = 0; i < places.size(); i++) {
      JsonNode value = values.apply(places.get(i));
      append(text, value == null ? raw.get(i) : Json.inText(value));
      append(text, literals.get(i + 1));
    }
    return text.toString();
  }

  private static void append(StringBuilder text, String piece) {
    if (text.length() + (long) piece.length() > MAX_FILLED) {
      throw new CallFailedException.Faulty(
          "too-long",
          "a text became longer than %,d characters by what was filled in".formatted(MAX_FILLED),
          1,
          0);
    }
    text.append(piece);
  }

  /**
   * Fills in, and keeps what a value is: a template that is one place and nothing else gives the
   * value itself, every other one a text.
   *
   * @param values the value of a name; null leaves the place as it stands
   * @throws CallFailedException.Faulty {@code too-long} as {@link #fill} does
   */
  public JsonNode value(Function<String, @Nullable JsonNode> values) {
    if (places.size() == 1 && literals.stream().allMatch(String::isEmpty)) {
      JsonNode value = values.apply(places.getFirst());
      return value == null ? Json.tree(source) : value;
    }
    return Json.tree(fill(values));
  }
}
