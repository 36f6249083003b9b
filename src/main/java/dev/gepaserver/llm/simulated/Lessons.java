package dev.gepaserver.llm.simulated;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the simulated reflector can learn from one record. */
final class Lessons {

  private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?])\\s+(?=[A-Z\"“-])|\\R");
  private static final Pattern QUOTED = Pattern.compile("[\"“]([^\"“”\\n]{2,120})[\"”]");
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}'-]{3,}");
  private static final Pattern WRONG =
      Pattern.compile("(?i)\\b(?:wrong|incorrect|not right|false)\\b");
  private static final Set<String> COMMON =
      Set.of(
          "about", "after", "again", "also", "because", "been", "before", "could", "does", "from",
          "have", "hello", "help", "here", "into", "just", "know", "like", "more", "need", "only",
          "over", "please", "should", "some", "than", "thank", "thanks", "that", "their", "them",
          "then", "there", "they", "this", "today", "very", "want", "were", "what", "when", "where",
          "which", "while", "will", "with", "would", "your");

  private Lessons() {}

  /**
   * What the feedback asks for, the first of these that it has: lines to be changed; rules that it
   * states; instructions that it states; a rule made of its words; instructions that would have met
   * the checks it tells as failed.
   *
   * @param all the records of the same prompt
   */
  static List<Lesson> of(ReflectionRecord record, List<ReflectionRecord> all) {
    String feedback = record.feedback();
    return Stream.<Supplier<List<? extends Lesson>>>of(
            () -> Edit.readAll(feedback),
            () -> statedRules(record),
            () -> Instruction.readAll(feedback),
            () -> madeRule(record, all),
            () -> FailedChecks.remedies(feedback))
        .map(Supplier::get)
        .filter(found -> !found.isEmpty())
        .findFirst()
        .map(List::<Lesson>copyOf)
        .orElse(List.of());
  }

  /** The rule stated that would have given the right answer; none where that was given. */
  private static List<Rule> statedRules(ReflectionRecord record) {
    String expected = record.expected();
    List<Rule> stated = stated(record);
    if (stated.stream().anyMatch(Rule::looksUp)) {
      return lookingUp(record, stated, expected);
    }
    for (Rule rule : stated) {
      String right = expected == null ? rule.answer() : expected;
      if (rule.fit(record.inputs()) > 0 && rule.answer().equalsIgnoreCase(right)) {
        return isRight(record, right) ? List.of() : List.of(new Rule(rule.alternatives(), right));
      }
    }
    return List.of();
  }

  /**
   * A rule made of the longest phrase that the feedback quotes from the input, else of the longest
   * word that no other record's input has. None where the answer was right, or nobody tells what
   * would have been, or stated rules look answers up.
   */
  private static List<Rule> madeRule(ReflectionRecord record, List<ReflectionRecord> all) {
    String right = record.expected();
    if (right == null
        || isRight(record, right)
        || stated(record).stream().anyMatch(Rule::looksUp)) {
      return List.of();
    }
    String phrase = quoted(record, right);
    if (phrase == null) {
      phrase = salient(record, all);
    }
    return phrase == null ? List.of() : List.of(Rule.of(phrase, right));
  }

  /** Of rules that look their answers up, the one that finds the right answer, else all others. */
  private static List<Rule> lookingUp(
      ReflectionRecord record, List<Rule> stated, @Nullable String expected) {
    String inputs = record.inputs();
    String output = record.output().strip();
    List<Rule> holding = stated.stream().filter(rule -> rule.fit(inputs) > 0).toList();
    if (output.equalsIgnoreCase(expected)) {
      return List.of();
    }
    Optional<Rule> right =
        holding.stream()
            .filter(rule -> rule.answerTo(inputs).equalsIgnoreCase(expected))
            .findFirst();
    return right
        .map(List::of)
        .orElse(holding.stream().filter(rule -> !rule.answerTo(inputs).equals(output)).toList());
  }

  private static List<Rule> stated(ReflectionRecord record) {
    List<Rule> rules = new ArrayList<>();
    for (String sentence : SENTENCE_END.split(record.feedback())) {
      Rule rule = Rule.read(sentence);
      if (rule != null) {
        rules.add(rule);
      }
    }
    return rules;
  }

  private static boolean isRight(ReflectionRecord record, String right) {
    String output = record.output().strip().toLowerCase(Locale.ROOT);
    String wanted = right.toLowerCase(Locale.ROOT);
    return output.equals(wanted)
        || (output.contains(wanted) && !WRONG.matcher(record.feedback()).find());
  }

  private static @Nullable String quoted(ReflectionRecord record, String right) {
    List<String> found = new ArrayList<>();
    Matcher matcher = QUOTED.matcher(record.feedback());
    String inputs = record.inputs().toLowerCase(Locale.ROOT);
    while (matcher.find()) {
      String phrase = matcher.group(1).strip();
      if (!phrase.equalsIgnoreCase(right)
          && !record.inputs().strip().equals(phrase)
          && inputs.contains(phrase.toLowerCase(Locale.ROOT))) {
        found.add(phrase);
      }
    }
    return found.stream().max(Comparator.comparingInt(String::length)).orElse(null);
  }

  private static @Nullable String salient(ReflectionRecord record, List<ReflectionRecord> all) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(record.inputs());
    while (matcher.find()) {
      String word = matcher.group().toLowerCase(Locale.ROOT);
      boolean elsewhere =
          all.stream()
              .filter(r -> !r.inputs().equals(record.inputs()))
              .anyMatch(r -> r.inputs().toLowerCase(Locale.ROOT).contains(word));
      if (!COMMON.contains(word) && !elsewhere) {
        words.add(word);
      }
    }
    return words.stream().max(Comparator.comparingInt(String::length)).orElse(null);
  }
}
