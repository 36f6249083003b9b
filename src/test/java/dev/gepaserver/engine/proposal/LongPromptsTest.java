package dev.gepaserver.engine.proposal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.engine.model.Message;
import dev.gepaserver.engine.model.PromptOptions;
import dev.gepaserver.engine.model.ReflectionOptions;
import dev.gepaserver.engine.model.ReflectionRecord;
import dev.gepaserver.engine.model.RejectedText;
import dev.gepaserver.engine.model.Rollout;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.engine.spi.ReflectionDialogue;
import dev.gepaserver.engine.spi.ReflectionReply;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Prompts and conversations stay within their bounds whatever happened. */
class LongPromptsTest {

  private static final String CURRENT = "current ".repeat(50);

  @Test
  void areCutToTheirLengthAndKeepTheWholeTemplate() {
    ReflectionOptions options = options(PromptOptions.DEFAULT.withMaxPromptLength(20_000));

    String prompt = prompt(options, 3, 50_000, List.of());

    assertThat(prompt)
        .hasSizeBetween(19_000, 20_000)
        .contains(CURRENT.strip(), "characters left out …]", "# Example 3", "# Your answer");
  }

  @RepeatedTest(40)
  void areNeverLongerThanForeseen(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    PromptOptions prompts =
        PromptOptions.DEFAULT
            .withMaxPromptLength(1_000 + random.nextInt(20_000))
            .withShowRejected(random.nextInt(4))
            .withObjective(random.nextBoolean() ? null : "aim ".repeat(random.nextInt(500)));
    if (random.nextBoolean()) {
      prompts =
          prompts.withTemplate(
              "<curr_param><side_info><scores><curr_param><side_info><rejected><max_length><rejected>");
    }
    ReflectionOptions options = options(prompts);
    List<RejectedText> rejected = new ArrayList<>();
    for (int i = 0; i < prompts.showRejected(); i++) {
      rejected.add(new RejectedText(0, "main", "r".repeat(random.nextInt(9_000)), -1e99 / 3, 0.1));
    }

    String prompt = prompt(options, 1 + random.nextInt(3), random.nextInt(30_000), rejected);

    assertThat((long) prompt.length())
        .isLessThanOrEqualTo(writer(options).longestPrompt("main", CURRENT.length()));
  }

  @Test
  void growByNoMoreThanForeseenWithEachAttempt() {
    ReflectionOptions options = options(PromptOptions.DEFAULT);
    List<Integer> lengths = new ArrayList<>();

    dialogue(options, 3, 100, List.of())
        .hold((attempt, conversation) -> {
          lengths.add(conversation.stream().map(Message::content).mapToInt(String::length).sum());
          return new ReflectionReply.Answered(
              "no fence ".repeat(100_000), ReflectionReply.Finish.STOP);
        });

    assertThat(lengths).hasSize(3);
    assertThat(lengths.get(1) - lengths.get(0)).isBetween(20_000, ReflectionDialogue.MOST_ADDED);
    assertThat(lengths.get(2) - lengths.get(1)).isBetween(20_000, ReflectionDialogue.MOST_ADDED);
  }

  private static String prompt(
      ReflectionOptions options, int records, int length, List<RejectedText> rejected) {
    return dialogue(options, records, length, rejected).opening().getFirst().content();
  }

  private static ReflectionDialogue dialogue(
      ReflectionOptions options, int records, int length, List<RejectedText> rejected) {
    List<Rollout> rollouts = new ArrayList<>();
    for (int i = 0; i < records; i++) {
      Map<String, Object> values =
          Map.of("Inputs", "i".repeat(length), "Feedback", "f".repeat(length / (i + 1)));
      rollouts.add(
          new Rollout(
              -1e100 / 3,
              Collections.emptySortedMap(),
              Map.of("main", new ReflectionRecord(Map.copyOf(values)))));
    }
    return writer(options)
        .dialogue(new PromptWriter.Subject(0, 0, texts(), rollouts, rejected))
        .orElseThrow();
  }

  private static PromptWriter writer(ReflectionOptions options) {
    return new PromptWriter(options, texts());
  }

  private static Texts texts() {
    return Texts.of(Map.of("main", CURRENT));
  }

  private static ReflectionOptions options(PromptOptions prompts) {
    return ReflectionOptions.DEFAULT.withPrompts(prompts);
  }
}
