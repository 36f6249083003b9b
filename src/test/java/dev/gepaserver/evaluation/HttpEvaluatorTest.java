package dev.gepaserver.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.journal.InMemoryJournal;
import dev.gepaserver.journal.ReplayDivergedException;
import dev.gepaserver.journal.ToolCall;
import dev.gepaserver.outbound.TestWebhook;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpEvaluatorTest {

  private static final String DATA = "{'input':'x'}";

  private final InMemoryJournal journal = new InMemoryJournal();
  private TestWebhook webhook;

  @BeforeEach
  void start() throws IOException {
    webhook = new TestWebhook(request -> "{\"score\": 0.5}");
  }

  @AfterEach
  void stop() {
    webhook.close();
  }

  @Test
  void sendsTheRolloutAndTakesScoreObjectivesAndFeedback() {
    webhook.answer(request ->
        "{\"score\": 0.25, \"objectives\": {\"b\": 1, \"a\": 0}, \"feedback\": {\"system_prompt\":"
            + " \"longer\"}, \"more\": 1}");

    Evaluation evaluation = evaluate(DATA, "{'y':[1]}");

    assertThat(evaluation.score()).isEqualTo(0.25);
    assertThat(evaluation.objectives()).containsEntry("a", 0.0).containsEntry("b", 1.0);
    assertThat(evaluation.feedback().forComponent("system_prompt")).isEqualTo("longer");
    assertThat(webhook.requests()).hasSize(1);
    TestWebhook.Request request = webhook.requests().getFirst();
    assertThat(request.token()).isEqualTo("t");
    assertThat(request.body())
        .isEqualTo(
            "{'jobId':'%s','purpose':'validation','candidate':{'system_prompt':'Be brief.'},'example':{'id':'e3','rolloutId':'1.parent.0.0','split':'val','data':{'input':'x'}},'output':{'y':[1]},'trace':null}"
                .formatted(journal.jobId())
                .replace('\'', '"'));
  }

  @Test
  void tellsTheScoreWhereTheWebhookGivesNoFeedback() {
    Evaluation evaluation = evaluate(DATA, "'y'");

    assertThat(evaluation.feedback()).isEqualTo(new Feedback.Text("The score is 0.5."));
  }

  @Test
  void asksOnceOnlyForWhatTheJournalHas() {
    Evaluation first = evaluate(DATA, "'y'");

    Evaluation second = evaluate(DATA, "'y'");

    assertThat(second).isEqualTo(first);
    assertThat(webhook.requests()).hasSize(1);
    assertThat(journal.toolCalls())
        .extracting(ToolCall::kind, call -> call.key().call())
        .containsExactly(tuple("evaluator", "evaluator"));
    assertThatThrownBy(() -> evaluate(DATA, "'other'")).isInstanceOf(ReplayDivergedException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "nonsense | it is no JSON",
        "{} | /score is missing; it must be a finite number",
        "[] | it must be a JSON object, not a list",
        "{'score':null} | /score is missing",
        "{'score':'NaN'} | /score must be a finite number, not the text \"NaN\"",
        "{'score':NaN} | it is no JSON",
        "{'score':1e999} | /score must be a finite number, not the number 1E+999",
        "{'score':1e101} | /score 1.0E101 is out of range",
        "{'score':true} | /score must be a finite number, not true",
        "{'score':1,'score':2} | it is no JSON",
        "{'score':1,'objectives':{'a':'b'}} | /objectives/a must be a finite number",
        "{'score':1,'objectives':{'a':null}} | /objectives/a is missing",
        "{'score':1,'objectives':[]} | /objectives must be a JSON object, not a list",
        "{'score':1,'feedback':3} | /feedback must be a text, or an object of component and text",
        "{'score':1,'feedback':{'a':3}} | /feedback must be a text, or an object of component and"
            + " text",
        "{'score':1} x | it is no JSON",
      })
  void isFaultyAfterAskingThreeTimesForAMalformedAnswer(String answer, String detail) {
    webhook.answer(request -> answer.replace('\'', '"'));

    assertThatThrownBy(() -> evaluate(DATA, "'y'"))
        .isInstanceOf(CallFailedException.Faulty.class)
        .hasMessageContaining("malformed, asked 3 times")
        .hasMessageContaining(detail);

    List<TestWebhook.Request> requests = webhook.requests();
    assertThat(requests).hasSize(3).containsOnly(requests.getFirst());
    assertThat(journal.toolCalls().getFirst().attempts()).isEqualTo(3);
    assertThatThrownBy(() -> evaluate(DATA, "'y'")).isInstanceOf(CallFailedException.Faulty.class);
    assertThat(webhook.requests()).hasSize(3);
  }

  @Test
  void isFaultyAtOnceWhereTheWebhookRejects() {
    webhook.status(422);

    assertThatThrownBy(() -> evaluate(DATA, "'y'"))
        .isInstanceOf(CallFailedException.Faulty.class)
        .hasMessageContaining("422");

    assertThat(webhook.requests()).hasSize(1);
  }

  @Test
  void makesWhatComesInStorable() {
    webhook.answer(request -> "{\"score\": 1, \"feedback\": \"a\\u0000b\\ud800\"}");

    Evaluation evaluation = evaluate(DATA, "'y'");

    assertThat(evaluation.feedback()).isEqualTo(new Feedback.Text("a\uFFFDb\uFFFD"));
    assertThat(journal.toolCalls().getFirst().answer().get("feedback").stringValue())
        .isEqualTo("a\uFFFDb\uFFFD");
  }

  private Evaluation evaluate(String data, String output) {
    String spec = "{'type':'http','url':'%s','headers':{'X-Token':'t'}}".formatted(webhook.url());
    return EvaluatorFixture.EVALUATORS
        .make(EvaluatorFixture.read(spec))
        .evaluate(EvaluatorFixture.input(data, output), journal.scope());
  }
}
