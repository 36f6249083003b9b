package dev.gepaserver.llm.simulated;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A line to be put in place of another, as feedback such as {@code Changing the line `a` to `b`
 * would help} proposes it.
 *
 * @param from the whole line as it is, blanks around it left aside
 * @param to what it is to be
 */
record Edit(String from, String to) implements Lesson {

  private static final Pattern PROPOSED =
      Pattern.compile(
          "\\bchang(?:e|ing) the line `([^`\\n]{1,400})` to `([^`\\n]{1,400})`",
          Pattern.CASE_INSENSITIVE);

  /** The edits that a feedback proposes, in its order. */
  static List<Lesson> readAll(String feedback) {
    return PROPOSED
        .matcher(feedback)
        .results()
        .<Lesson>map(found -> new Edit(found.group(1).strip(), found.group(2).strip()))
        .toList();
  }

  @Override
  public String told() {
    return "The line '%s' should be '%s'.".formatted(from, to);
  }

  @Override
  public boolean heededIn(String text) {
    return text.lines().noneMatch(line -> line.strip().equals(from));
  }

  @Override
  public boolean aboutTheSameAs(Lesson other) {
    return other instanceof Edit edit && edit.from.equals(from);
  }

  @Override
  public String in(String text) {
    return text.lines()
        .map(line -> line.strip().equals(from) ? to : line)
        .collect(Collectors.joining("\n"));
  }
}
