package dev.gepaserver.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Faults;
import dev.gepaserver.dataset.ExampleSets;
import dev.gepaserver.journal.CallKey;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.journal.InMemoryJournal;
import dev.gepaserver.journal.ModelCall;
import dev.gepaserver.journal.Role;
import dev.gepaserver.llm.ScriptedModels;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LlmJudgeTest {

  private static final String JUDGE =
      "{'type':'llm_judge','model':'lab/j','rubric':'Is it {{kind}}?'}";
  private static final String DATA = "{'input':'Say hello.','kind':'polite','answer':'Good day'}";

  private final InMemoryJournal journal = new InMemoryJournal();
  private final Deque<String> replies = new ArrayDeque<>();
  private final ScriptedModels models = new ScriptedModels(messages -> replies.removeFirst());

  @Test
  void bringsThePointsToZeroToOneAndTellsTheReason() {
    replies.add("{\"reason\": \"Curt.\", \"score\": 4}");

    Evaluation evaluation = evaluate(JUDGE);

    assertThat(evaluation)
        .isEqualTo(Evaluation.of(0.4, "4 points on a scale from 0 to 10. The judge says: Curt."));
    assertThat(models.asked()).hasSize(1);
    assertThat(models.asked().getFirst().getFirst().content())
        .contains("<rubric>\nIs it polite?\n</rubric>")
        .contains("<input>\nSay hello.\n</input>")
        .contains("<output>\nHi {{kind}}!\n</output>")
        .contains("\"score\": a number from 0 to 10}")
        .doesNotContain("expected");
    assertThat(journal.modelCalls())
        .singleElement()
        .satisfies(call -> {
          assertThat(call.role()).isEqualTo(Role.JUDGE);
          assertThat(call.key().call()).isEqualTo("judge/sample-1");
        });
  }

  @Test
  void averagesItsSamplesInOrderUnderTheNameOfTheObjective() {
    replies.addAll(
        List.of("{\"reason\": \"a\", \"score\": 1}", "{\"reason\": \"b\", \"score\": 4}"));

    Evaluation evaluation =
        evaluate(
            "{'type':'llm_judge','model':'lab/j','rubric':'r','scale':{'min':1,'max':5},'samples':2,'objective':'style'}");

    assertThat(evaluation.score()).isEqualTo(0.375);
    assertThat(evaluation.objectives()).isEqualTo(Map.of("style", 0.375));
    assertThat(evaluation.feedback().json().stringValue())
        .isEqualTo("2.5 points on a scale from 1 to 5. The judge says: \n- (1) a\n- (4) b");
    assertThat(paths()).containsExactly("judge/sample-1", "judge/sample-2");
  }

  @Test
  void givesFullMarksWhereEverySampleDoes() {
    replies.addAll(Collections.nCopies(3, "{\"reason\": \"a\", \"score\": 0.7}"));

    Evaluation evaluation =
        evaluate(
            "{'type':'llm_judge','model':'lab/j','rubric':'r','scale':{'min':0,'max':0.7},'samples':3}");

    assertThat(evaluation.score()).isEqualTo(1);
  }

  @Test
  void asksAgainWithWhatWasWrongAboutAReply() {
    replies.addAll(
        List.of(
            "I like it.", "{\"score\": 11}", "```json\n{\"score\": 10, \"reason\": \"ok\"}\n```"));

    Evaluation evaluation = evaluate(JUDGE);

    assertThat(evaluation.score()).isEqualTo(1);
    assertThat(paths())
        .containsExactly("judge/sample-1", "judge/sample-1/try-2", "judge/sample-1/try-3");
    assertThat(models.asked().getLast())
        .extracting(ChatMessage::role)
        .containsExactly("user", "assistant", "user", "assistant", "user");
    assertThat(models.asked().getLast().get(2).content())
        .startsWith("That reply cannot be used: it holds no JSON object.");
    assertThat(models.asked().getLast().get(4).content())
        .startsWith("That reply cannot be used: its \"score\" is 11, which is not from 0 to 10.");
  }

  @Test
  void givesUpAfterItsAttempts() {
    replies.addAll(List.of("no", "{}", "{\"score\": \"high\"}"));

    assertThatThrownBy(() -> evaluate(JUDGE))
        .isInstanceOf(CallFailedException.Faulty.class)
        .hasMessage(
            "no reply of the judge could be read, asked 3 times: its \"score\" is no number");
  }

  @Test
  void doesNotAskAgainWhereTheModelRefuses() {
    replies.add("I cannot.");
    models.finishing("refused");

    assertThatThrownBy(() -> evaluate(JUDGE))
        .isInstanceOf(CallFailedException.Faulty.class)
        .hasMessage("the judge refused: I cannot.");
  }

  @Test
  void showsTheExpectedAnswerWhereItIsTold() {
    replies.add("{\"score\": 10}");

    evaluate(
        "{'type':'llm_judge','model':'lab/j','rubric':'r','expected':'{{answer}}','correctFeedback':'{{points}} {{expected}} {{input}}'}");

    assertThat(models.asked().getFirst().getFirst().content())
        .contains("<expected_answer>\nGood day\n</expected_answer>");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "llm_judge','model':'lab/j','rubric':'{{nope}} | /evaluator/rubric",
        "llm_judge','model':'lab/j','rubric':'r','promptTemplate':'{{rubric}} {{output}} {{nope}} |"
            + " /evaluator/promptTemplate",
        "llm_judge','model':'lab/j','rubric':'r','promptTemplate':'{{rubric}} {{output.x}} {{expected}} |"
            + " /evaluator/promptTemplate",
        "llm_judge','model':'lab/j','rubric':'r','promptTemplate':'{{rubric}} |"
            + " /evaluator/promptTemplate",
        "llm_judge','model':'lab/j','rubric':'r','promptTemplate':'{{output}} |"
            + " /evaluator/promptTemplate",
        "llm_judge','model':'lab/j','rubric':'r','correctFeedback':'{{nope}} |"
            + " /evaluator/correctFeedback",
      })
  void refusesAtSubmissionWhatTheJudgeWouldNotUnderstand(String type, String pointer) {
    Faults faults = new Faults();
    ExampleSets sets =
        new ExampleSets(List.of(EvaluatorFixture.example(DATA)), List.of(), List.of());

    EvaluatorFixture.EVALUATORS.validate(
        EvaluatorFixture.read("{'type':'" + type + "'}"), "/evaluator", List.of(), sets, faults);

    assertThat(faults.all()).singleElement().extracting("pointer").isEqualTo(pointer);
  }

  @Test
  void buysNoAnswerTwice() {
    replies.addAll(List.of("hm", "{\"score\": 5}", "{\"score\": 3}"));
    String two = JUDGE.replace("}?'}", "}?','samples':2}");

    Evaluation first = evaluate(two);
    Evaluation again = evaluate(two);

    assertThat(again).isEqualTo(first);
    assertThat(models.asked()).hasSize(3);
  }

  @Test
  void keepsTheCallsOfTwoJudgesInACompositeApart() {
    replies.addAll(List.of("{\"score\": 10}", "{\"score\": 0}"));

    Evaluation evaluation =
        evaluate(
            "{'type':'composite','parts':[{'name':'style','evaluator':%1$s},{'name':'facts','evaluator':%1$s}]}"
                .formatted(JUDGE));

    assertThat(evaluation.score()).isEqualTo(0.5);
    assertThat(paths()).containsExactly("judge/style/sample-1", "judge/facts/sample-1");
  }

  @Test
  void saysWhichModelsARolloutCalls() {
    EvaluatorSpec spec =
        EvaluatorFixture.read(
            "{'type':'composite','parts':[{'name':'a','evaluator':{'type':'contains'}},{'name':'b','evaluator':{'type':'llm_judge','model':'lab/j','rubric':'r','samples':2}}]}");

    assertThat(spec.modelsPerRollout()).extracting("model").containsExactly("j", "j");
  }

  private Evaluation evaluate(String spec) {
    return EvaluatorFixture.evaluators(models)
        .make(EvaluatorFixture.read(spec))
        .evaluate(EvaluatorFixture.input(DATA, "'Hi {{kind}}!'"), journal.scope());
  }

  private List<String> paths() {
    return journal.modelCalls().stream().map(ModelCall::key).map(CallKey::call).toList();
  }
}
