package dev.gepaserver.llm.simulated;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A sentence that tells what a text or tool is to be used for, or of what form an answer is to be.
 * The simulated models understand these sentences and no others like them. It stands at the
 * beginning of a line, of an item of a list, or behind a full stop or colon.
 *
 * @param kind what it asks for
 * @param value the phrase or number in it; empty where its kind has none
 */
record Instruction(Kind kind, String value) implements Lesson {

  /** All sentences there are. */
  enum Kind {
    USE("Use it for \"%s\"."),
    NO_NAMES("Leave out names."),
    NO_ADDRESSES("Leave out e-mail addresses."),
    NO_NUMBERS("Leave out long numbers."),
    KEEP("Keep \"%s\"."),
    AVOID("Do not use \"%s\"."),
    MENTION("Mention \"%s\"."),
    BEGIN("Begin with \"%s\"."),
    END("End with \"%s\"."),
    LENGTH("Use at most %s words."),
    SMALL("Use small letters only."),
    CAPITALS("Use capital letters only.");

    /** Of these several may stand side by side, each with a phrase of its own. */
    private static final Set<Kind> REPEATED = EnumSet.of(USE, KEEP, AVOID, MENTION);

    private final String sentence;
    private final Pattern pattern;

    Kind(String sentence) {
      this.sentence = sentence;
      this.pattern =
          Pattern.compile(
              "(?:^|[:.]) *(?:[-*] )?"
                  + sentence
                      .replace(".", "(?:\\.|$)")
                      .replace("\"%s\"", "[\"“](?<value>[^\"“”\\n]{1,200})[\"”]")
                      .replace("%s", "(?<value>\\d{1,4})"),
              Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);
    }

    private boolean hasValue() {
      return sentence.contains("%s");
    }
  }

  /** The instructions in a text, by kind and then as they stand. */
  static List<Instruction> readAll(String text) {
    List<Instruction> found = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      Matcher matcher = kind.pattern.matcher(text);
      // The full stop of one sentence may be what the next one stands behind.
      for (int at = 0; at < text.length() && matcher.find(at); at = matcher.end() - 1) {
        found.add(new Instruction(kind, kind.hasValue() ? matcher.group("value").strip() : ""));
      }
    }
    return found;
  }

  /** The instruction as a line of a prompt; reading it gives this one again. */
  String line() {
    return "- " + told();
  }

  @Override
  public String told() {
    return kind.sentence.formatted(value);
  }

  @Override
  public boolean heededIn(String text) {
    return readAll(text).contains(this);
  }

  @Override
  public boolean aboutTheSameAs(Lesson other) {
    return other instanceof Instruction instruction
        && instruction.kind == kind
        && (!Kind.REPEATED.contains(kind) || instruction.value.equals(value));
  }

  @Override
  public String in(String text) {
    return PromptLines.with(
        PromptLines.without(text, line -> readAll(line).stream().anyMatch(this::aboutTheSameAs)),
        line());
  }
}
