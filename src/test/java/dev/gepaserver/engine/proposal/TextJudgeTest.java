package dev.gepaserver.engine.proposal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.engine.spi.ReflectionReply.Answered;
import dev.gepaserver.engine.spi.ReflectionReply.Finish;
import dev.gepaserver.engine.spi.ReplyJudge.Judgement;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextJudgeTest {

  private final TextJudge judge = new TextJudge(Set.of(), null);

  @Test
  void takesWhatStandsBetweenTheFirstAndTheLastFence() {
    assertUsable("Diagnosis.\n```text\n new \n```\nDone.", "new");
    assertUsable("```\nnew\n```py\nx = 1\n```\nend\n```", "new\n```py\nx = 1\n```\nend");
    assertUsable("```new text```", "new text");
    assertUsable("```markdown\r\nnew\r\n```", "new");
    assertUsable("```two words\nnew```", "two words\nnew");
  }

  @Test
  void cutsOffReasoning() {
    assertUsable("<think>```wrong```</think>\n```\nnew\n```", "new");
    assertUsable("A <think>```a```</think> B <think>b</think>\n```\nnew\n```", "new");
    assertUsable("```\nnew\n```\n<think>or ``` that?</think>\n", "new");
  }

  @Test
  void leavesATextThatSpeaksOfReasoningAlone() {
    assertUsable(
        "```\nReason in <think> and </think>, then answer.\n```",
        "Reason in <think> and </think>, then answer.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  \n",
        "I cannot help with that.",
        "```",
        "`````",
        "```\n``",
        "```\nno end",
        "<think>only a thought ```x```</think>",
        "<think>cut ```x``` off"
      })
  void findsNoTextWithoutTwoFences(String reply) {
    assertThat(judge.judge(new Answered(reply, Finish.STOP)))
        .isInstanceOf(Judgement.Unusable.class);
  }

  @Test
  void findsAnEmptyTextUnusable() {
    assertUnusable(judge, "``````", Finish.STOP, "The text between the fences is empty.");
    assertUnusable(judge, "```text\n  \n```", Finish.STOP, "The text between the fences is empty.");
  }

  @Test
  void findsTruncatedAndRefusedAnswersUnusable() {
    assertUnusable(
        judge,
        "```\nnew\n```",
        Finish.LENGTH,
        "The answer was cut off because it reached the limit of its length.");
    assertUnusable(judge, "```\nnew\n```", Finish.REFUSED, "The model refused to answer.");
  }

  @Test
  void findsALongTextUnusable() {
    TextJudge strict = new TextJudge(Set.of(), 3);

    assertUnusable(
        strict,
        "```\nfour\n```",
        Finish.STOP,
        "The text has 4 characters, but at most 3 are allowed.");
    assertThat(strict.judge(new Answered("```\n\uD83D\uDE00ab\n```", Finish.OTHER)))
        .isEqualTo(new Judgement.Usable("\uD83D\uDE00ab"));
  }

  @Test
  void tellsWhichPlaceholdersAreMissing() {
    TextJudge strict = new TextJudge(new LinkedHashSet<>(List.of("a", "b.c", "d")), null);

    assertUnusable(
        strict,
        "```\nuse {{ a }} and {{b.x}}\n```",
        Finish.STOP,
        "These placeholders are missing: {{b.c}}, {{d}}.");
  }

  private void assertUsable(String reply, String text) {
    assertThat(judge.judge(new Answered(reply, Finish.STOP))).isEqualTo(new Judgement.Usable(text));
  }

  private static void assertUnusable(TextJudge judge, String reply, Finish finish, String reason) {
    assertThat(judge.judge(new Answered(reply, finish))).isEqualTo(new Judgement.Unusable(reason));
  }
}
