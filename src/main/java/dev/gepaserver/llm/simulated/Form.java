package dev.gepaserver.llm.simulated;

import dev.gepaserver.llm.simulated.Instruction.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Brings an answer into the form that instructions ask for. */
final class Form {

  private static final Pattern CAPITALISED =
      Pattern.compile("(?<!\\p{L})\\p{Lu}\\p{Ll}[\\p{L}'’-]*(?: \\p{Lu}\\p{Ll}[\\p{L}'’-]*)*");
  private static final Pattern SENTENCE_BEGINS = Pattern.compile("(?:^|[.!?:]|\\n)[\"“'(]*\\s*$");
  private static final Pattern ADDRESS = Pattern.compile("[\\w.+-]++@[\\w-]++(?:\\.[\\w-]++)+");
  private static final Pattern LONG_NUMBER = Pattern.compile("\\b\\d(?:[ -]?\\d){4,40}\\b");
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private final List<Instruction> instructions;

  Form(List<Instruction> instructions) {
    this.instructions = List.copyOf(instructions);
  }

  /** The text as the instructions want it; they are heeded in the order of their kinds. */
  String of(String text) {
    String answer = text;
    for (Instruction instruction : instructions) {
      answer = without(answer, instruction);
    }
    answer = framed(answer);
    if (has(Kind.SMALL)) {
      answer = answer.toLowerCase(Locale.ROOT);
    }
    return has(Kind.CAPITALS) ? answer.toUpperCase(Locale.ROOT) : answer;
  }

  private String without(String text, Instruction instruction) {
    return switch (instruction.kind()) {
      case NO_NAMES -> withoutNames(text);
      case NO_ADDRESSES -> ADDRESS.matcher(text).replaceAll("an address");
      case NO_NUMBERS -> LONG_NUMBER.matcher(text).replaceAll("a number");
      case AVOID ->
          Pattern.compile("(?i) ?\\b" + Pattern.quote(instruction.value()) + "\\b")
              .matcher(text)
              .replaceAll("")
              .strip();
      case USE, KEEP, MENTION, BEGIN, END, LENGTH, SMALL, CAPITALS -> text;
    };
  }

  /** Names are capitalised words that do not begin a sentence. */
  private String withoutNames(String text) {
    StringBuilder left = new StringBuilder();
    Matcher matcher = CAPITALISED.matcher(text);
    while (matcher.find()) {
      String found = matcher.group();
      boolean kept = values(Kind.KEEP).stream().anyMatch(found::contains);
      boolean begins =
          SENTENCE_BEGINS
              .matcher(text.substring(Math.max(0, matcher.start() - 5), matcher.start()))
              .find();
      int blank = found.indexOf(' ');
      String replacement = "someone";
      if (kept || (begins && blank < 0)) {
        replacement = found;
      } else if (begins) {
        replacement = found.substring(0, blank) + " someone";
      }
      matcher.appendReplacement(left, Matcher.quoteReplacement(replacement));
    }
    return matcher.appendTail(left).toString();
  }

  /** With what it is to begin with, mention and end with, and cut to its length. */
  private String framed(String text) {
    List<String> before = new ArrayList<>(values(Kind.BEGIN));
    before.removeIf(text::startsWith);
    List<String> after = new ArrayList<>(values(Kind.MENTION));
    after.removeIf(
        phrase -> text.toLowerCase(Locale.ROOT).contains(phrase.toLowerCase(Locale.ROOT)));
    values(Kind.END).stream().filter(end -> !text.endsWith(end)).forEach(after::add);
    List<String> parts = new ArrayList<>(before);
    parts.add(cut(text, count(before) + count(after)));
    parts.addAll(after);
    return String.join(" ", parts).strip();
  }

  private String cut(String text, int besides) {
    List<String> lengths = values(Kind.LENGTH);
    if (lengths.isEmpty()) {
      return text;
    }
    int room = Math.max(0, Integer.parseInt(lengths.getLast()) - besides);
    String[] words = BLANKS.split(text.strip());
    return words.length <= room
        ? text
        : Arrays.stream(words).limit(room).collect(Collectors.joining(" "));
  }

  private static int count(List<String> phrases) {
    return phrases.stream().mapToInt(phrase -> BLANKS.split(phrase.strip()).length).sum();
  }

  private boolean has(Kind kind) {
    return instructions.stream().anyMatch(instruction -> instruction.kind() == kind);
  }

  private List<String> values(Kind kind) {
    return instructions.stream()
        .filter(instruction -> instruction.kind() == kind)
        .map(Instruction::value)
        .toList();
  }
}
