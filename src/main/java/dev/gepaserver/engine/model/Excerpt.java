package dev.gepaserver.engine.model;

import java.util.Locale;

/** Texts that are too long, cut in the middle so that everybody sees it. */
public final class Excerpt {

  /** No text is cut to less. */
  public static final int SHORTEST = 60;

  private static final int LONGEST_MARK = mark(Integer.MAX_VALUE).length();

  private Excerpt() {}

  /**
   * The text where it is short enough; else its beginning and its end, and between them how many
   * characters are missing. Never cuts a surrogate pair in two.
   *
   * @param most {@code char}s of the result; less than {@value #SHORTEST} counts as that
   */
  public static String of(String text, int most) {
    int length = Math.max(most, SHORTEST);
    if (text.length() <= length) {
      return text;
    }
    int kept = length - LONGEST_MARK;
    int from = kept - kept / 2;
    int to = text.length() - kept / 2;
    if (Character.isHighSurrogate(text.charAt(from - 1))) {
      from--;
    }
    if (Character.isLowSurrogate(text.charAt(to))) {
      to++;
    }
    return text.substring(0, from) + mark(to - from) + text.substring(to);
  }

  private static String mark(int missing) {
    return String.format(Locale.ROOT, "[… %,d characters left out …]", missing);
  }
}
