package dev.gepaserver.evaluation;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;

/**
 * Counts what a text is made of.
 *
 * <ul>
 *   <li>characters: code points, blanks around the text left aside
 *   <li>words: what stands between blanks and holds a letter or digit
 *   <li>sentences: end with {@code . ! ?} before a blank, or with an empty line, and hold a letter
 *       or digit
 *   <li>lines: those that are not blank
 *   <li>paragraphs: what stands between blank lines
 *   <li>bullets: lines that begin with {@code - * •} or a number with {@code .} or {@code )}, and a
 *       blank
 * </ul>
 */
final class TextCounts {

  /** What can be counted, by its name. */
  static final Map<String, ToIntFunction<String>> COUNTS = counts();

  private static final Pattern WORD_END = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern SENTENCE_END =
      Pattern.compile("[.!?\u2026]++[\"'\u201d\u2019)\\]]*+(?:\\s++|$)|\\R\\s*?\\R");
  private static final Pattern BULLET = Pattern.compile("\\s*(?:[-*\u2022]|\\d{1,4}[.)])\\s.*");

  private TextCounts() {}

  private static Map<String, ToIntFunction<String>> counts() {
    Map<String, ToIntFunction<String>> counts = new LinkedHashMap<>();
    counts.put("characters", text -> text.strip().codePointCount(0, text.strip().length()));
    counts.put("words", text -> said(WORD_END, text));
    counts.put("sentences", text -> said(SENTENCE_END, text));
    counts.put("lines", text -> (int) text.lines().filter(line -> !line.isBlank()).count());
    counts.put("paragraphs", TextCounts::paragraphs);
    counts.put(
        "bullets",
        text -> (int) text.lines().filter(line -> BULLET.matcher(line).matches()).count());
    return counts;
  }

  private static int said(Pattern end, String text) {
    return (int)
        Arrays.stream(end.split(text))
            .filter(piece -> piece.codePoints().anyMatch(Character::isLetterOrDigit))
            .count();
  }

  private static int paragraphs(String text) {
    int paragraphs = 0;
    boolean within = false;
    for (String line : text.split("\\R")) {
      if (!within && !line.isBlank()) {
        paragraphs++;
      }
      within = !line.isBlank();
    }
    return paragraphs;
  }
}
