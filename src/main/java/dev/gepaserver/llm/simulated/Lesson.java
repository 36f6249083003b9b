package dev.gepaserver.llm.simulated;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the simulated reflector can learn from one record. */
final class Lesson {

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

  private Lesson() {}

  /**
   * The rule that would have given the right answer: one the feedback states, else one made of the
   * longest phrase that the feedback quotes from the input, else of the longest word that no other
   * record's input has.
   *
   * @return null where the answer was right, or the feedback does not tell what would have been
   */
  static @Nullable Rule of(ReflectionRecord record, List<ReflectionRecord> all) {
    String expected = record.expected();
    Rule stated = stated(record, expected);
    String right = expected != null ? expected : stated == null ? null : stated.answer();
    if (right == null || isRight(record, right)) {
      return null;
    }
    if (stated != null) {
      return stated;
    }
    String phrase = quoted(record, right);
    if (phrase == null) {
      phrase = salient(record, all);
    }
    return phrase == null ? null : Rule.of(phrase, right);
  }

  private static boolean isRight(ReflectionRecord record, String right) {
    String output = record.output().strip().toLowerCase(Locale.ROOT);
    String wanted = right.toLowerCase(Locale.ROOT);
    return output.equals(wanted)
        || (output.contains(wanted) && !WRONG.matcher(record.feedback()).find());
  }

  private static @Nullable Rule stated(ReflectionRecord record, @Nullable String expected) {
    for (String sentence : SENTENCE_END.split(record.feedback())) {
      Rule rule = Rule.read(sentence);
      if (rule != null
          && rule.fit(record.inputs()) > 0
          && (expected == null || rule.answer().equalsIgnoreCase(expected))) {
        return expected == null ? rule : new Rule(rule.alternatives(), expected);
      }
    }
    return null;
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
