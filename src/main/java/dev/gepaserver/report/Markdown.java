package dev.gepaserver.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Pieces of Markdown (CommonMark, with GitHub's tables). Whatever is not our own text goes into
 * code, in which nothing is read as Markdown, HTML or a link, between more backticks than it has
 * itself.
 */
final class Markdown {

  private static final Pattern BACKTICKS = Pattern.compile("`+");
  private static final Pattern LINE_OR_CONTROL = Pattern.compile("\\R|[\\p{Cc}\\u2028\\u2029]");
  private static final int LEAST_FENCE = 3;
  private static final int DECIMALS = 4;
  private static final double LONGEST_PLAIN = 1e12;

  /** Stands for a number that is not known, or a text that is empty. */
  static final String NONE = "–";

  private Markdown() {}

  /** A text within a line; line ends become blanks. */
  static String code(String text) {
    String line = LINE_OR_CONTROL.matcher(text).replaceAll(" ");
    if (line.isBlank()) {
      return NONE;
    }
    String ticks = "`".repeat(longestRun(line) + 1);
    boolean padded = needsPadding(line.charAt(0)) || needsPadding(line.charAt(line.length() - 1));
    return padded ? ticks + " " + line + " " + ticks : ticks + line + ticks;
  }

  /** One blank at each end is taken off when it is read. */
  private static boolean needsPadding(char end) {
    return end == '`' || end == ' ';
  }

  /** A block that shows a text as it is. */
  static String fenced(String language, String text) {
    if (text.isEmpty()) {
      return "(empty)\n\n";
    }
    String fence = "`".repeat(Math.max(LEAST_FENCE, longestRun(text) + 1));
    String end = text.endsWith("\n") ? "" : "\n";
    return fence + language + "\n" + text + end + fence + "\n\n";
  }

  private static int longestRun(String text) {
    return BACKTICKS
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .mapToInt(String::length)
        .max()
        .orElse(0);
  }

  /**
   * A table; the first column stands left, numbers right.
   *
   * @param rows cells that hold no bar of their own
   */
  static String table(List<String> header, List<List<String>> rows) {
    StringBuilder table = new StringBuilder(row(header));
    table.append("|---").append("|---:".repeat(header.size() - 1)).append("|\n");
    rows.forEach(row -> table.append(row(row)));
    return table.append('\n').toString();
  }

  private static String row(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  /** A number to four decimals. */
  static String number(@Nullable Number value) {
    if (value == null) {
      return NONE;
    }
    double number = value.doubleValue();
    if (!Double.isFinite(number) || Math.abs(number) >= LONGEST_PLAIN) {
      return Double.toString(number);
    }
    BigDecimal rounded =
        new BigDecimal(value.toString())
            .setScale(DECIMALS, RoundingMode.HALF_UP)
            .stripTrailingZeros();
    return rounded.signum() == 0 ? "0" : rounded.toPlainString();
  }

  /** A difference, with its sign. */
  static String signed(@Nullable Double value) {
    String number = number(value);
    return value != null && value > 0 && !number.equals("0") ? "+" + number : number;
  }

  /** An amount of USD, exact. */
  static String usd(@Nullable BigDecimal amount) {
    return amount == null ? NONE : amount.toPlainString();
  }

  /** A count, its thousands parted. */
  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
