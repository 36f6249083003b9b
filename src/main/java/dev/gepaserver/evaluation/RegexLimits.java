package dev.gepaserver.evaluation;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Refuses expressions that would become too large in memory: RE2 writes counted repetitions out, so
 * that those within others multiply. Reads only as much of the syntax as it takes to find them;
 * what is no expression is left to the compiler.
 */
public final class RegexLimits {

  /** The longest expression, characters. */
  public static final int MAX_LENGTH = 2_000;

  /** How often a part may be written out at most, the counts around it multiplied. */
  static final int MAX_REPEATS = 1_000;

  /** So many characters may be left when all counts are written out. */
  static final int MAX_SIZE = 10_000;

  private final String pattern;
  // How large what is before each open group in its own group is.
  private final Deque<Long> sizes = new ArrayDeque<>();
  private long size;
  private long lastSize;
  // For each open group how often the parts within it are written out at most.
  private final Deque<Long> groups = new ArrayDeque<>();
  private long group = 1;
  private long last = 1;
  private int at;

  private RegexLimits(String pattern) {
    this.pattern = pattern;
  }

  /** Too large an expression; the message says why, to be read after its name. */
  public static final class TooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLargeException(String why) {
      super(why);
    }
  }

  /**
   * Checks an expression.
   *
   * @throws TooLargeException where it is too long or repeats too often
   */
  public static void check(String pattern) {
    if (pattern.length() > MAX_LENGTH) {
      throw new TooLargeException(
          "is %,d characters long; a regular expression has at most %,d"
              .formatted(pattern.length(), MAX_LENGTH));
    }
    new RegexLimits(pattern).scan();
  }

  private void scan() {
    while (at < pattern.length()) {
      char c = pattern.charAt(at++);
      switch (c) {
        case '\\' -> escape();
        case '[' -> {
          skipClass();
          single();
        }
        case '(' -> {
          groups.push(group);
          group = 1;
          last = 1;
          sizes.push(size);
          size = 0;
        }
        case ')' -> {
          last = group;
          lastSize = size;
          size += sizes.isEmpty() ? 0 : sizes.pop();
          group = groups.isEmpty() ? 1 : groups.pop();
          part();
        }
        case '{' -> repeat();
        case '*', '+', '?' -> {
          // written out once; a count after it would still hold for what came before
        }
        default -> single();
      }
    }
    if (size > MAX_SIZE) {
      throw new TooLargeException(
          "is too large: with its counts written out it has more than %,d characters"
              .formatted(MAX_SIZE));
    }
  }

  private void single() {
    last = 1;
    lastSize = 1;
    size++;
  }

  private void part() {
    group = Math.max(group, last);
  }

  private void escape() {
    if (pattern.startsWith("Q", at)) {
      int end = pattern.indexOf("\\E", at);
      at = end < 0 ? pattern.length() : end + 2;
    } else if (pattern.startsWith("p{", at)
        || pattern.startsWith("P{", at)
        || pattern.startsWith("x{", at)) {
      int end = pattern.indexOf('}', at);
      at = end < 0 ? pattern.length() : end + 1;
    } else {
      at++;
    }
    single();
  }

  private void skipClass() {
    if (pattern.startsWith("^", at)) {
      at++;
    }
    boolean first = true;
    while (at < pattern.length()) {
      char c = pattern.charAt(at);
      if (c == ']' && !first) {
        at++;
        return;
      }
      first = false;
      int named = pattern.startsWith("[:", at) ? pattern.indexOf(":]", at + 2) : -1;
      at = named >= 0 ? named + 2 : at + (c == '\\' ? 2 : 1);
    }
  }

  /** Takes a count such as {@code {3}}, {@code {3,}} or {@code {3,5}}; other braces are text. */
  private void repeat() {
    int end = pattern.indexOf('}', at);
    String count = end < 0 ? "" : pattern.substring(at, end);
    if (!count.matches("\\d+(,\\d*)?")) {
      last = 1;
      lastSize = 1;
      size++;
      return;
    }
    at = end + 1;
    long most = 1;
    for (String number : count.split(",")) {
      most = Math.max(most, number.length() > 9 ? Integer.MAX_VALUE : Long.parseLong(number));
    }
    // Counts above what RE2 allows for one repetition are left to its own message.
    if (most <= MAX_REPEATS) {
      last *= most;
      part();
      size += lastSize * (most - 1);
      lastSize *= most;
    }
    if (last > MAX_REPEATS) {
      throw new TooLargeException(
          "repeats a part %,d times, its counts multiplied; at most %,d times are allowed"
              .formatted(last, MAX_REPEATS));
    }
  }
}
