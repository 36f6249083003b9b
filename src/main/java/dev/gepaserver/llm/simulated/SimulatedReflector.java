package dev.gepaserver.llm.simulated;

import dev.gepaserver.journal.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A reflection model that makes rules of feedback, or takes over the instructions and changes that
 * it asks for, one or two at a time, and adds them to the current text. Like a real one it is not
 * perfect: by a number drawn from the request it gives mere advice (1 in 4), forgets an old rule (1
 * in 8) or writes a rule too broadly (1 in 8), so that some of its proposals deserve to be
 * rejected. Asked again about an unusable reply it does its best.
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
    List<Lesson> lessons = lessons(records, current);
    if (lessons.isEmpty()) {
      return answer(
          "There is nothing to learn from these examples, so the text stays as it is.",
          current.isEmpty() ? "Answer the request exactly and briefly." : current);
    }
    int slip = askedAgain ? 7 : (int) (draw % 8);
    int taken = draw / 8 % 3 == 0 ? 1 : Math.min(2, lessons.size());
    List<Lesson> learnt = lessons.subList(0, taken);
    String diagnosis =
        "%d of %d examples went wrong in a way that the text says nothing about. What was missing: %s"
            .formatted(
                lessons.size(),
                records.size(),
                learnt.stream().map(Lesson::told).collect(Collectors.joining(" ")));
    return switch (slip) {
      case 0, 1 -> answer("The answers look careless.", PromptLines.with(current, "- " + ADVICE));
      case 2 -> answer(diagnosis, with(withoutOneRule(current, draw), learnt));
      case 3 ->
          answer(
              diagnosis,
              with(current, learnt.stream().map(SimulatedReflector::broadened).toList()));
      default -> answer(diagnosis, with(current, learnt));
    };
  }

  /** What the records teach beyond what the text says already, in the order of the records. */
  private static List<Lesson> lessons(List<ReflectionRecord> records, String current) {
    List<Lesson> lessons = new ArrayList<>();
    for (ReflectionRecord record : records) {
      for (Lesson lesson : Lessons.of(record, records)) {
        if (!lesson.heededIn(current) && lessons.stream().noneMatch(lesson::aboutTheSameAs)) {
          lessons.add(lesson);
        }
      }
    }
    return lessons;
  }

  private static String with(String text, List<Lesson> lessons) {
    String grown = text;
    for (Lesson lesson : lessons) {
      grown = lesson.in(grown);
    }
    return grown;
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

  private static Lesson broadened(Lesson lesson) {
    return switch (lesson) {
      case Rule rule -> rule.broadened();
      case Instruction instruction -> instruction;
      case Edit edit -> edit;
    };
  }

  private static String answer(String diagnosis, String text) {
    // Three backticks in the diagnosis would be taken for the beginning of the new text.
    return diagnosis.replace("```", "'''") + "\n\n```\n" + text + "\n```";
  }
}
