package dev.gepaserver.llm.simulated;

import dev.gepaserver.llm.simulated.Instruction.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the lines in which the evaluator {@code constraints} tells what was not met. */
final class FailedChecks {

  private static final Pattern FAILED =
      Pattern.compile(
          "(?m)^- (?<type>[a-z_]+)(?: (?<value>.*))?: (?:the output|it|missing|found)\\b(?<found>.*)$");
  private static final Pattern QUOTED = Pattern.compile("\"([^\"\\n]{1,200})\"");

  private FailedChecks() {}

  /** The instructions that would have met the checks; none for kinds that no instruction meets. */
  static List<Instruction> remedies(String feedback) {
    List<Instruction> remedies = new ArrayList<>();
    Matcher failed = FAILED.matcher(feedback);
    while (failed.find()) {
      String value = failed.group("value") == null ? "" : failed.group("value");
      switch (failed.group("type")) {
        case "max_words" -> remedies.add(new Instruction(Kind.LENGTH, value));
        case "starts_with" -> remedies.add(new Instruction(Kind.BEGIN, value));
        case "ends_with" -> remedies.add(new Instruction(Kind.END, value));
        case "lower_case" -> remedies.add(new Instruction(Kind.SMALL, ""));
        case "upper_case" -> remedies.add(new Instruction(Kind.CAPITALS, ""));
        case "required_words", "required_texts" ->
            remedies.addAll(each(Kind.MENTION, failed.group("found")));
        case "forbidden_words", "forbidden_texts" ->
            remedies.addAll(each(Kind.AVOID, failed.group("found")));
        default -> {
          // Nothing that could be said in a sentence.
        }
      }
    }
    return remedies;
  }

  private static List<Instruction> each(Kind kind, String found) {
    return QUOTED.matcher(found).results().map(one -> new Instruction(kind, one.group(1))).toList();
  }
}
