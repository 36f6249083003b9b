package dev.gepaserver.llm.simulated;

import dev.gepaserver.journal.ChatMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A reflection model that makes rules of feedback, one or two at a time, and adds them to the
 * current text. Like a real one it is not perfect: by a number drawn from the request it gives mere
 * advice (1 in 4), forgets an old rule (1 in 8) or writes a rule too broadly (1 in 8), so that some
 * of its proposals deserve to be rejected. Asked again about an unusable reply it does its best.
 */
final class SimulatedReflector implements SimulatedModel {

  private static final String ADVICE = "Read the whole text with care before you answer.";

  @Override
  public String name() {
    return "reflector";
  }

  @Override
  public String reply(List<ChatMessage> messages, long draw) {
    String prompt =
        messages.stream()
            .filter(m -> m.role().equals("user"))
            .map(ChatMessage::content)
            .findFirst()
            .orElse("");
    boolean askedAgain = messages.stream().anyMatch(m -> m.role().equals("assistant"));
    String current = CurrentText.in(prompt);
    List<ReflectionRecord> records = ReflectionRecord.readAll(prompt);
    List<Rule> lessons = lessons(records, rulesOf(current));
    if (lessons.isEmpty()) {
      return answer(
          "There is nothing to learn from these examples, so the text stays as it is.",
          current.isEmpty() ? "Answer the request exactly and briefly." : current);
    }
    int slip = askedAgain ? 7 : (int) (draw % 8);
    int taken = draw / 8 % 3 == 0 ? 1 : Math.min(2, lessons.size());
    List<Rule> learnt = new ArrayList<>(lessons.subList(0, taken));
    String diagnosis =
        "%d of %d examples went wrong in a way that the text says nothing about. What was missing: %s"
            .formatted(
                lessons.size(),
                records.size(),
                learnt.stream().map(r -> r.line().substring(2)).collect(Collectors.joining(" ")));
    return switch (slip) {
      case 0, 1 -> answer("The answers look careless.", withLine(current, "- " + ADVICE));
      case 2 -> answer(diagnosis, with(withoutOneRule(current, draw), learnt));
      case 3 ->
          answer(
              diagnosis,
              with(current, learnt.stream().map(SimulatedReflector::broadened).toList()));
      default -> answer(diagnosis, with(current, learnt));
    };
  }

  /** What the records teach beyond the rules there are, in the order of the records. */
  private static List<Rule> lessons(List<ReflectionRecord> records, List<Rule> known) {
    List<Rule> lessons = new ArrayList<>();
    for (ReflectionRecord record : records) {
      Rule lesson = Lesson.of(record, records);
      if (lesson != null
          && known.stream().noneMatch(lesson::equals)
          && lessons.stream().noneMatch(lesson::sameConditions)) {
        lessons.add(lesson);
      }
    }
    return lessons;
  }

  private static List<Rule> rulesOf(String text) {
    List<Rule> rules = new ArrayList<>();
    for (String line : text.split("\\R")) {
      Rule rule = Rule.read(line);
      if (rule != null) {
        rules.add(rule);
      }
    }
    return rules;
  }

  private static String with(String text, List<Rule> rules) {
    String grown = text;
    for (Rule rule : rules) {
      // A rule that asks for the same and answers otherwise would stand in this one's way.
      grown = withLine(without(grown, rule), rule.line());
    }
    return grown;
  }

  private static String withLine(String text, String line) {
    if (text.isBlank()) {
      return line;
    }
    String last = text.substring(text.lastIndexOf('\n') + 1).strip();
    return text + (last.startsWith("- ") ? "\n" : "\n\n") + line;
  }

  private static String without(String text, Rule rule) {
    return Arrays.stream(text.split("\n", -1))
        .filter(line -> !asksFor(Rule.read(line), rule))
        .collect(Collectors.joining("\n"))
        .strip();
  }

  private static boolean asksFor(@Nullable Rule one, Rule other) {
    return one != null && one.sameConditions(other);
  }

  private static String withoutOneRule(String text, long draw) {
    List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
    List<Integer> rules = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (Rule.read(lines.get(i)) != null && !lines.get(i).contains("{{")) {
        rules.add(i);
      }
    }
    if (rules.isEmpty()) {
      return text;
    }
    lines.remove(rules.get((int) (draw / 24 % rules.size())).intValue());
    return String.join("\n", lines).strip();
  }

  /**
   * The same rule asking for one word of its first phrase only: it holds where it should, and in
   * other places.
   */
  private static Rule broadened(Rule rule) {
    String phrase = rule.alternatives().getFirst().all().getFirst();
    String word =
        Arrays.stream(phrase.split("\\s+"))
            .max((a, b) -> Integer.compare(a.length(), b.length()))
            .orElse(phrase);
    return Rule.of(word, rule.answer());
  }

  private static String answer(String diagnosis, String text) {
    // Three backticks in the diagnosis would be taken for the beginning of the new text.
    return diagnosis.replace("```", "'''") + "\n\n```\n" + text + "\n```";
  }
}
