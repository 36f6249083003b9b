package dev.gepaserver.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.journal.CallError;
import dev.gepaserver.journal.ToolCall;
import dev.gepaserver.outbound.TestWebhook;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class MalformedWebhookTest {

  private final SystemFixture job = new SystemFixture();
  private TestWebhook webhook;

  @BeforeEach
  void start() throws IOException {
    webhook = new TestWebhook(request -> "");
  }

  @AfterEach
  void stop() {
    webhook.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'score':'NaN' | /score must be a finite number, not the text \"NaN\"",
        "'score':1e999 | /score must be a finite number, not the number 1E+999",
        "'score':1e101 | /score 1.0E101 is out of range, it must be from -1.0E100 to 1.0E100",
        "'score':null | /score is missing; it must be a finite number",
        "'score':[] | /score must be a finite number, not a list",
        "'note':1 | /score is missing; it must be a finite number",
        "'score':1,'objectives':{'a':'b'} | /objectives/a must be a finite number, not the text"
            + " \"b\"",
        "'score':1,'objectives':3 | /objectives must be a JSON object, not the number 3",
        "'score':1,'feedback':[] | /feedback must be a text, or an object of component and text",
        "'score':1,'records':[] | /records must be a JSON object, not a list",
        "'score':1,'records':{'system_prompt':'x'} | /records/system_prompt must be a JSON object,"
            + " not the text \"x\"",
        "'score':1,'costUsd':-1 | /costUsd -1.0 is out of range, it must be from 0 to 1000000",
        "'score':1,'costUsd':'free' | /costUsd must be a finite number, not the text \"free\"",
        "'score':'x','costUsd':true | /score must be a finite number, not the text \"x\"; /costUsd"
            + " must be a finite number, not true",
      })
  void failsOnlyTheRolloutWhoseResultIsWrong(String fields, String detail) {
    webhook.answer(
        request -> answerAsked(request, "{'id':'e0'," + fields + "},{'id':'e1','score':1}"));

    List<RolloutOutcome> outcomes = rollOut();

    assertThat(outcomes.get(0).score()).isZero();
    assertThat(outcomes.get(0).error())
        .isEqualTo(
            new CallError(
                "malformed", "the webhook's result for example \"e0\" is malformed: " + detail));
    assertThat(outcomes.get(1).error()).isNull();
    assertThat(outcomes.get(1).score()).isEqualTo(1.0);
    assertThat(webhook.requests()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'id':'e1','score':1} | the webhook gave no result for example \"e0\"",
        "{'score':1},{'id':'e1','score':1} | the webhook gave no result for example \"e0\"; it gave"
            + " some with ids that were not asked for: none",
        "{'id':0,'score':1},{'id':'x','score':1},{'id':'e1','score':1} | the webhook gave no result"
            + " for example \"e0\"; it gave some with ids that were not asked for: the number 0,"
            + " the text \"x\"",
        "{'id':'e0','score':1},{'id':'e1','score':1},{'id':'e0','score':1} | the webhook gave 2"
            + " results for example \"e0\"",
      })
  void failsOnlyTheRolloutThatHasNotOneResult(String results, String detail) {
    webhook.answer(request -> answerAsked(request, results));

    List<RolloutOutcome> outcomes = rollOut();

    assertThat(outcomes.get(0).error()).isEqualTo(new CallError("malformed", detail));
    assertThat(outcomes.get(1).error()).isNull();
    assertThat(webhook.requests()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'results':[{'id':'e0','score':NaN}]} | it is no JSON",
        "<html> | it is no JSON",
        "`` | it is empty",
        "[] | it must be a JSON object, not a list",
        "{} | /results is missing; it must be a list",
        "{'results':{}} | /results must be a list, not an object",
        "{'results':[3]} | /results/0 must be an object, not the number 3",
        "{'results':[],'results':[]} | it is no JSON",
      })
  void asksThreeTimesForAnAnswerThatIsMalformedAsAWhole(String answer, String detail) {
    webhook.answer(request -> answer == null ? "" : answer.replace('\'', '"'));

    List<RolloutOutcome> outcomes = rollOut();

    assertThat(outcomes)
        .allSatisfy(outcome -> {
          assertThat(outcome.error().code()).isEqualTo("malformed");
          assertThat(outcome.error().detail())
              .startsWith("the webhook's answer is malformed, asked 3 times: ")
              .contains(detail);
          assertThat(outcome.attempts()).isEqualTo(3);
        });
    assertThat(webhook.requests()).hasSize(3).containsOnly(webhook.requests().getFirst());
    assertThat(rollOut()).isEqualTo(outcomes);
    assertThat(webhook.requests()).hasSize(3);
  }

  @Test
  void goesOnWhereTheSecondAnswerIsRight() {
    webhook.answer(request ->
        webhook.requests().size() == 1
            ? "oops"
            : answer("{'id':'e0','score':1},{'id':'e1','score':1}"));

    List<RolloutOutcome> outcomes = rollOut();

    assertThat(outcomes).extracting(RolloutOutcome::score).containsOnly(1.0);
    assertThat(outcomes.getFirst().attempts()).isEqualTo(2);
  }

  @Test
  void makesTextsStorableBeforeTheyAreUsedOrKept() {
    webhook.answer(request ->
        answer(
            "{'id':'e0','score':1,'output':'a\\u0000b','feedback':'\\ud800','records':{'system_prompt':{'k\\u0000':'\\udc00'}}},{'id':'e1','score':1}"));

    RolloutOutcome outcome = rollOut().getFirst();

    assertThat(outcome.output().stringValue()).isEqualTo("a\uFFFDb");
    assertThat(outcome.feedback().forComponent("system_prompt")).isEqualTo("\uFFFD");
    assertThat(outcome.records().get("system_prompt").values()).hasToString("{k\uFFFD=\uFFFD}");
    assertThat(job.journal.toolCalls().getFirst().answer().toString())
        .doesNotContain("\\u0000", "\\ud800", "\\uD800");
  }

  @Test
  void bearsNumbersOfAnySizeAndNestingTooDeep() {
    webhook.answer(request ->
        answer(
            "{'id':'e0','score':1e-2000000000,'costUsd':1e-2000000000,'output':1e2000000000},{'id':'e1','score':1}"));

    RolloutOutcome outcome = rollOut().getFirst();

    assertThat(outcome.error()).isNull();
    assertThat(outcome.score()).isZero();
    assertThat(outcome.costNanos()).isEqualTo(1);
  }

  @Test
  void refusesAnAnswerNestedTooDeep() {
    webhook.answer(request -> "[".repeat(100_000));

    assertThat(rollOut().getFirst().error().detail()).contains("is no JSON");
  }

  @Test
  void countsWhatAMalformedResultSaysThatItCost() {
    webhook.answer(request ->
        answerAsked(
            request, "{'id':'e0','score':'x','costUsd':0.5},{'id':'e1','score':1,'costUsd':2}"));

    List<RolloutOutcome> outcomes = rollOut();

    assertThat(outcomes)
        .extracting(RolloutOutcome::costNanos)
        .containsExactly(1_500_000_000L, 2_000_000_000L);
    assertThat(job.journal.toolCalls())
        .extracting(ToolCall::costNanos)
        .containsExactlyInAnyOrder(1_500_000_000L, 2_000_000_000L);
  }

  @Test
  void asksAgainOnlyForWhatIsMissingOrMalformed() {
    webhook.answer(request ->
        webhook.requests().size() == 1
            ? answer("{'id':'e0','score':'x'},{'id':'e1','score':0.5}")
            : answer("{'id':'e0','score':1}"));

    List<RolloutOutcome> outcomes = rollOut();

    assertThat(outcomes).extracting(RolloutOutcome::score).containsExactly(1.0, 0.5);
    assertThat(outcomes).extracting(RolloutOutcome::attempts).containsExactly(2, 1);
    assertThat(webhook.requests()).hasSize(2);
    assertThat(webhook.requests().get(1).json().get("examples"))
        .extracting(example -> example.get("id").stringValue())
        .containsExactly("e0");
    assertThat(webhook.requests().get(1).id()).isNotEqualTo(webhook.requests().get(0).id());
  }

  @Test
  void asksThreeTimesInAllWhateverIsMalformed() {
    webhook.answer(
        request -> webhook.requests().size() == 1 ? "oops" : answer("{'id':'e1','score':1}"));

    List<RolloutOutcome> outcomes = rollOut();

    assertThat(outcomes.get(0).error().code()).isEqualTo("malformed");
    assertThat(outcomes).extracting(RolloutOutcome::attempts).containsExactly(3, 2);
    assertThat(webhook.requests()).hasSize(3);
  }

  private List<RolloutOutcome> rollOut() {
    String spec = "{'type':'http','url':'%s','batchSize':2}".formatted(webhook.url());
    return job.make(spec, (String) null).rollOut(job.tasks("{'n':0}", "{'n':1}"));
  }

  /** Leaves out what was answered before and is not asked for again. */
  private static String answerAsked(JsonNode request, String results) {
    boolean again = request.get("examples").size() == 1;
    return answer(again ? results.replaceAll(",?\\{'id':'e1'[^}]*}", "") : results);
  }

  private static String answer(String results) {
    return "{\"results\":[" + results.replace('\'', '"') + "]}";
  }
}
