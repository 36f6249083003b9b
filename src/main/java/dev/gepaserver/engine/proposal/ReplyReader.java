package dev.gepaserver.engine.proposal;

import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the new text in an answer of the reflection model. Pure. */
final class ReplyReader {

  private static final String FENCE = "```";
  private static final String THOUGHT = "<think>";
  private static final String THOUGHT_END = "</think>";
  private static final Pattern LANGUAGE_LINE = Pattern.compile("^\\S*\\r?\\n");

  private ReplyReader() {}

  /**
   * What stands between the first and the last fence, without the line of the language and without
   * blanks around it; nothing where there are no two fences.
   */
  static Optional<String> fencedText(String reply) {
    String answer = withoutThoughts(reply);
    int first = answer.indexOf(FENCE);
    int last = answer.lastIndexOf(FENCE);
    if (first < 0 || last < first + FENCE.length()) {
      return Optional.empty();
    }
    String fenced = answer.substring(first + FENCE.length(), last);
    return Optional.of(LANGUAGE_LINE.matcher(fenced).replaceFirst("").strip());
  }

  /**
   * The answer without reasoning before its first fence or at its very end. A new text may itself
   * speak of {@code <think>}, so what stands between the fences is left alone.
   */
  static String withoutThoughts(String reply) {
    StringBuilder rest = new StringBuilder(reply);
    while (true) {
      int fence = rest.indexOf(FENCE);
      int thought = rest.indexOf(THOUGHT);
      if (thought < 0 || (fence >= 0 && fence < thought)) {
        break;
      }
      int end = rest.indexOf(THOUGHT_END, thought);
      rest.delete(thought, end < 0 ? rest.length() : end + THOUGHT_END.length());
    }
    String answer = rest.toString().stripTrailing();
    int thought = answer.lastIndexOf(THOUGHT);
    return thought >= 0 && answer.endsWith(THOUGHT_END) ? answer.substring(0, thought) : answer;
  }
}
