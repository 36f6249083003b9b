package dev.gepaserver.evaluation;

import dev.gepaserver.common.FoundJson;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One kind of check that {@code constraints} knows.
 *
 * @param shape what its value is
 * @param rule looks at an output
 */
record TextCheck(Shape shape, Rule rule) {

  /** All kinds by name. */
  static final Map<String, TextCheck> KINDS = kinds();

  /**
   * The kind of this name.
   *
   * @throws IllegalArgumentException where there is none
   */
  static TextCheck kind(String name) {
    TextCheck kind = KINDS.get(name);
    if (kind == null) {
      throw new IllegalArgumentException("there is no check " + name);
    }
    return kind;
  }

  /** What a check's value is. */
  enum Shape {
    /** There is none. */
    NONE("no value"),
    /** A whole number from 0, or a template of one. */
    COUNT("a whole number from 0, or a template of one"),
    /** A text, which may be a template. */
    TEXT("a text"),
    /** Texts, which may be templates, or one template of a list of texts, maybe an empty one. */
    TEXTS("a text or a list of texts");

    final String right;

    Shape(String right) {
      this.right = right;
    }
  }

  /** Looks at an output. */
  @FunctionalInterface
  interface Rule {

    /**
     * What was found instead; null where the check is met.
     *
     * @param values the check's value, filled in: none, one or, for texts, several
     */
    @Nullable String unmet(String output, List<String> values);
  }

  private static Map<String, TextCheck> kinds() {
    Map<String, TextCheck> kinds = new TreeMap<>();
    TextCounts.COUNTS.forEach((what, count) -> {
      kinds.put("min_" + what, counting(what, count, (found, value) -> found >= value));
      kinds.put("max_" + what, counting(what, count, (found, value) -> found <= value));
      kinds.put("exact_" + what, counting(what, count, (found, value) -> found == value));
    });
    kinds.put("required_words", texts(TextCheck::hasWord, true, "missing"));
    kinds.put("forbidden_words", texts(TextCheck::hasWord, false, "found"));
    kinds.put("required_texts", texts(String::contains, true, "missing"));
    kinds.put("forbidden_texts", texts(String::contains, false, "found"));
    kinds.put(
        "starts_with",
        new TextCheck(
            Shape.TEXT,
            (output, values) ->
                output.strip().startsWith(values.getFirst().strip())
                    ? null
                    : "it starts otherwise"));
    kinds.put(
        "ends_with",
        new TextCheck(
            Shape.TEXT,
            (output, values) ->
                output.strip().endsWith(values.getFirst().strip()) ? null : "it ends otherwise"));
    kinds.put("upper_case", cased(output -> output.toUpperCase(Locale.ROOT), "small"));
    kinds.put("lower_case", cased(output -> output.toLowerCase(Locale.ROOT), "capital"));
    kinds.put(
        "json",
        new TextCheck(
            Shape.NONE,
            (output, none) -> FoundJson.isWhole(output) ? null : "the output is no JSON"));
    return kinds;
  }

  private static TextCheck counting(String what, ToIntFunction<String> count, Bound bound) {
    return new TextCheck(
        Shape.COUNT,
        (output, values) -> {
          int found = count.applyAsInt(output);
          return bound.holds(found, Integer.parseInt(values.getFirst()))
              ? null
              : "the output has %d %s".formatted(found, what);
        });
  }

  private static TextCheck texts(Search search, boolean wanted, String told) {
    return new TextCheck(
        Shape.TEXTS,
        (output, values) -> {
          List<String> wrong =
              values.stream().filter(text -> search.has(output, text) != wanted).toList();
          return wrong.isEmpty() ? null : told + " \"" + String.join("\", \"", wrong) + "\"";
        });
  }

  private static TextCheck cased(UnaryOperator<String> cased, String letters) {
    return new TextCheck(
        Shape.NONE,
        (output, none) ->
            output.equals(cased.apply(output)) ? null : "it has %s letters".formatted(letters));
  }

  /** Whether a word or phrase stands in a text as such; case does not matter. */
  private static boolean hasWord(String text, String word) {
    String all = text.toLowerCase(Locale.ROOT);
    String part = word.strip().toLowerCase(Locale.ROOT);
    if (part.isEmpty()) {
      return true;
    }
    for (int at = all.indexOf(part); at >= 0; at = all.indexOf(part, at + 1)) {
      int end = at + part.length();
      boolean begins = at == 0 || !Character.isLetterOrDigit(all.codePointBefore(at));
      boolean ends = end == all.length() || !Character.isLetterOrDigit(all.codePointAt(end));
      if (begins && ends) {
        return true;
      }
    }
    return false;
  }

  @FunctionalInterface
  private interface Bound {
    boolean holds(int found, int value);
  }

  @FunctionalInterface
  private interface Search {
    boolean has(String output, String text);
  }
}
