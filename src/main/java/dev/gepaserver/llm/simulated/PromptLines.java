package dev.gepaserver.llm.simulated;

import java.util.Arrays;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Changes lines of a prompt. */
final class PromptLines {

  private PromptLines() {}

  /** The text with one more line, in the list at its end where there is one. */
  static String with(String text, String line) {
    if (text.isBlank()) {
      return line;
    }
    String last = text.substring(text.lastIndexOf('\n') + 1).strip();
    return text + (last.startsWith("- ") ? "\n" : "\n\n") + line;
  }

  /** The text without some of its lines. */
  static String without(String text, Predicate<String> some) {
    return Arrays.stream(text.split("\n", -1))
        .filter(line -> !some.test(line))
        .collect(Collectors.joining("\n"))
        .strip();
  }
}
