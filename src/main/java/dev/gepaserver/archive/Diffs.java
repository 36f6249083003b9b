package dev.gepaserver.archive;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Unified diffs of candidates' texts, in the words of git. */
public final class Diffs {

  private static final int CONTEXT_LINES = 3;
  private static final int HEADER_LINES = 2;
  private static final Pattern END_OF_LINE = Pattern.compile("(?<=\n)");

  private Diffs() {}

  /**
   * How the texts of one candidate differ from those of another.
   *
   * @param before index of the other
   * @param old its texts by component; one that is missing counts as empty
   * @param after index of the one
   * @param texts its texts by component
   * @return unified diffs by component, in the order of {@code texts}; empty where two are equal
   */
  public static Map<String, String> between(
      int before, Map<String, String> old, int after, Map<String, String> texts) {
    Map<String, String> diffs = new LinkedHashMap<>();
    texts.forEach((name, text) ->
        diffs.put(
            name,
            unified(
                name + " of candidate " + before,
                name + " of candidate " + after,
                old.getOrDefault(name, ""),
                text)));
    return diffs;
  }

  private static String unified(String oldName, String newName, String before, String after) {
    List<String> old = lines(before);
    List<String> diff =
        UnifiedDiffUtils.generateUnifiedDiff(
            oldName, newName, old, DiffUtils.diff(old, lines(after)), CONTEXT_LINES);
    return IntStream.range(0, diff.size())
        .mapToObj(i -> i < HEADER_LINES ? diff.get(i) : shown(diff.get(i)))
        .collect(Collectors.joining("\n"));
  }

  /** A text's lines with their ends, so that texts that differ only in these differ. */
  private static List<String> lines(String text) {
    return text.isEmpty() ? List.of() : List.of(END_OF_LINE.split(text));
  }

  private static String shown(String line) {
    if (line.endsWith("\n")) {
      return line.substring(0, line.length() - 1);
    }
    return line.startsWith("@@") ? line : line + "\n\\ No newline at end of file";
  }
}
