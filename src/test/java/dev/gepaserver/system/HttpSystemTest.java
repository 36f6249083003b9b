package dev.gepaserver.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Json;
import dev.gepaserver.engine.model.Split;
import dev.gepaserver.engine.model.Stage;
import dev.gepaserver.evaluation.Evaluation;
import dev.gepaserver.evaluation.Evaluator;
import dev.gepaserver.evaluation.EvaluatorFixture;
import dev.gepaserver.evaluation.Feedback;
import dev.gepaserver.journal.ReplayDivergedException;
import dev.gepaserver.journal.RunStoppedException;
import dev.gepaserver.journal.ToolCall;
import dev.gepaserver.outbound.TestWebhook;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class HttpSystemTest {

  private final SystemFixture job = new SystemFixture().seed("zeta", "Z", "alpha", "A");
  private TestWebhook webhook;

  @BeforeEach
  void start() throws IOException {
    webhook = new TestWebhook(request -> each(request, "'score':0.5"));
  }

  @AfterEach
  void stop() {
    webhook.close();
  }

  @Test
  void postsWhatTheContractSays() {
    List<RolloutOutcome> outcomes = rollOut("{'input':'x'}", "{'b':1.50,'a':null}");

    assertThat(outcomes).extracting(RolloutOutcome::score).containsExactly(0.5, 0.5);
    TestWebhook.Request request = webhook.requests().getFirst();
    assertThat(request.token()).isEqualTo("t");
    assertThat(request.body())
        .isEqualTo(
            "{'jobId':'%s','purpose':'minibatch','captureTraces':true,'candidate':{'zeta':'Z','alpha':'A'},'examples':[{'id':'e0','rolloutId':'1.parent.0.0','split':'train','data':{'input':'x'}},{'id':'e1','rolloutId':'1.parent.0.1','split':'train','data':{'b':1.50,'a':null}}]}"
                .formatted(job.journal.jobId())
                .replace('\'', '"'));
  }

  @Test
  void givesTheSameRolloutsOfAnotherCandidateAnotherId() {
    String first = requestId("Z");
    String again = requestId("Z");
    String other = requestId("another text");

    assertThat(again).isEqualTo(first);
    assertThat(other).isNotEqualTo(first);
  }

  private String requestId(String text) {
    return WebhookRequest.of(
            (HttpSpec) job.read(spec()),
            job.journal.jobId(),
            job.tasks(Stage.CHILD, EvaluatorFixture.texts("zeta", text), "{'input':'x'}"))
        .requestId();
  }

  @Test
  void tellsThePurposeOfEveryStage() {
    for (Stage stage : Stage.values()) {
      system().rollOut(job.tasks(stage, job.seed, "{}"));
    }

    assertThat(webhook.requests())
        .extracting(request -> request.json().get("purpose").stringValue())
        .containsExactly("validation", "minibatch", "minibatch", "merge", "validation", "test");
  }

  @Test
  void tellsTheSplitItIsGiven() {
    job.split = Split.TEST;

    rollOut("{}");

    assertThat(webhook.requests().getFirst().json().at("/examples/0/split").stringValue())
        .isEqualTo("test");
  }

  @Test
  void matchesResultsByIdWhateverTheirOrder() {
    webhook.answer(request ->
        results("{'id':'e1','score':0.1}", "{'id':'e2','score':0.2}", "{'id':'e0','score':0}"));

    List<RolloutOutcome> outcomes = rollOut("{}", "{'n':1}", "{'n':2}");

    assertThat(outcomes).extracting(RolloutOutcome::score).containsExactly(0.0, 0.1, 0.2);
    assertThat(outcomes).allMatch(outcome -> outcome.error() == null);
  }

  @Test
  void takesEverythingThatAResultCanHold() {
    webhook.answer(request ->
        results(
            "{'id':'e0','score':1,'objectives':{'b':0.5,'a':2},'output':{'z':[1]},'feedback':{'zeta':'more'},'trace':['t'],'costUsd':0.0000000015,'extra':true}"));

    RolloutOutcome outcome = rollOut("{'input':'x'}").getFirst();

    assertThat(outcome.score()).isEqualTo(1.0);
    assertThat(outcome.objectives()).hasToString("{a=2.0, b=0.5}");
    assertThat(outcome.output()).isEqualTo(Json.parse("{\"z\":[1]}"));
    assertThat(outcome.feedback()).isEqualTo(new Feedback.ByComponent(Map.of("zeta", "more")));
    assertThat(outcome.trace()).isEqualTo(Json.parse("[\"t\"]"));
    assertThat(outcome.costNanos()).isEqualTo(2);
    assertThat(outcome.attempts()).isEqualTo(1);
    assertThat(outcome.records()).containsOnlyKeys("zeta");
    assertThat(outcome.records().get("zeta").values())
        .isEqualTo(
            Map.of(
                "Inputs", "x", "Generated Outputs", Map.of("z", List.of(1)), "Feedback", "more"));
  }

  @Test
  void makesRecordsWithoutAnOutputAndOfTheWholeDataWhereThereIsNoInput() {
    RolloutOutcome outcome = rollOut("{'q':'x'}").getFirst();

    assertThat(outcome.records()).containsOnlyKeys("zeta", "alpha");
    assertThat(outcome.records().get("alpha").values())
        .isEqualTo(Map.of("Inputs", Map.of("q", "x"), "Feedback", "The score is 0.5."));
  }

  @Test
  void takesTheWebhooksOwnRecordsWithTheirOrderAndExactNumbers() {
    webhook.answer(request ->
        results(
            "{'id':'e0','score':1,'feedback':'unused','records':{'alpha':{'Z':1.10,'A':12345678901234567890,'M':{'y':null,'x':[true]}},'unknown':{'a':1}}}"));

    RolloutOutcome outcome = rollOut("{}").getFirst();

    assertThat(outcome.records()).containsOnlyKeys("alpha");
    Map<String, Object> record = outcome.records().get("alpha").values();
    assertThat(record.keySet()).containsExactly("Z", "A", "M");
    assertThat(record.get("Z")).isEqualTo(new BigDecimal("1.10"));
    assertThat(record.get("A")).isEqualTo(new BigInteger("12345678901234567890"));
    assertThat(record.get("M")).hasToString("{y=null, x=[true]}");
  }

  @Test
  void journalsEachRolloutOfABatchByItself() {
    webhook.answer(request -> each(request, "'score':0.5,'costUsd':0.001"));

    rollOut("{'n':0}", "{'n':1}");

    assertThat(job.journal.toolCalls())
        .extracting(call -> call.key().position())
        .containsExactly(0, 1);
    ToolCall call = job.journal.toolCalls().getFirst();
    assertThat(call.kind()).isEqualTo("system");
    assertThat(call.key().call()).isEqualTo("answer");
    assertThat(call.target()).isEqualTo(webhook.url());
    assertThat(call.costNanos()).isEqualTo(1_000_000);
  }

  @Test
  void postsOnResumeOnlyWhatTheJournalLacks() {
    List<RolloutOutcome> before = system().rollOut(job.tasks("{'n':0}", "{'n':1}"));

    List<RolloutOutcome> after = system().rollOut(job.tasks("{'n':0}", "{'n':1}", "{'n':2}"));

    assertThat(after).startsWith(before.toArray(RolloutOutcome[]::new)).hasSize(3);
    assertThat(webhook.requests()).hasSize(2);
    assertThat(ids(webhook.requests().get(1).json())).containsExactly("e2");
    assertThat(webhook.requests().get(1).id()).isNotEqualTo(webhook.requests().get(0).id());
  }

  @Test
  void postsNothingWhereAllIsAnswered() {
    List<RolloutOutcome> before = rollOut("{'n':0}", "{'n':1}");
    job.journal.stop();

    List<RolloutOutcome> after = rollOut("{'n':0}", "{'n':1}");

    assertThat(after).isEqualTo(before);
    assertThat(webhook.requests()).hasSize(1);
    assertThatThrownBy(() -> system().rollOut(job.tasks("{'n':0}", "{'n':1}", "{'n':2}")))
        .isInstanceOf(RunStoppedException.class);
  }

  @Test
  void noticesThatSomethingElseWasAskedBefore() {
    rollOut("{'n':0}");

    assertThatThrownBy(() -> rollOut("{'n':1}")).isInstanceOf(ReplayDivergedException.class);
  }

  @Test
  void failsEveryRolloutOfARequestThatIsRejected() {
    webhook.status(400);

    List<RolloutOutcome> outcomes = rollOut("{'input':'x'}", "{}");

    assertThat(outcomes).extracting(RolloutOutcome::score).containsOnly(0.0);
    String detail = outcomes.getFirst().error().detail();
    assertThat(detail).contains("400");
    assertThat(outcomes.get(1).error().detail()).isEqualTo(detail);
    assertThat(outcomes.getFirst().records().get("zeta").values())
        .isEqualTo(Map.of("Inputs", "x", "Feedback", "This rollout failed: " + detail));
    assertThat(webhook.requests()).hasSize(1);
  }

  @Test
  void letsTheEvaluatorScoreTheOutputWhereThereIsOne() {
    webhook.answer(request -> each(request, "'output':'A-1','feedback':'mine','costUsd':1"));

    List<RolloutOutcome> outcomes =
        job.make(spec(), "{'type':'exact_match'}")
            .rollOut(job.tasks("{'answer':'A-1'}", "{'answer':'B'}", "{}"));

    assertThat(outcomes).extracting(RolloutOutcome::score).containsExactly(1.0, 0.0, 0.0);
    assertThat(outcomes.get(1).feedback().forComponent("zeta")).startsWith("Wrong.");
    assertThat(outcomes.get(2).error().code()).isEqualTo("evaluation-failed");
    assertThat(outcomes.get(2).costNanos()).isEqualTo(1_000_000_000L);
  }

  @Test
  void needsAnOutputWhereThereIsAnEvaluator() {
    RolloutOutcome outcome =
        job.make(spec(), "{'type':'exact_match'}")
            .rollOut(job.tasks("{'answer':'A-1'}"))
            .getFirst();

    assertThat(outcome.error().detail())
        .contains("/output is missing; it must be what the evaluator is to score");
  }

  @Test
  void letsAnOutageOfTheEvaluatorEndTheBatch() {
    webhook.answer(request -> each(request, "'output':'A-1'"));
    Evaluator away =
        (input, scope) -> {
          if (input.example().position() == 1) {
            throw new CallFailedException.Outage("judge: 503");
          }
          return Evaluation.of(1, "fine");
        };

    assertThatThrownBy(() -> job.make(spec(), away).rollOut(job.tasks("{}", "{}", "{}")))
        .isInstanceOf(CallFailedException.Outage.class)
        .hasMessage("judge: 503");
  }

  @Test
  void boundsTheRequestAndEachEvaluationByItself() {
    job.rolloutTimeout = Duration.ofMillis(600);
    job.maxConcurrency = 1;
    webhook.answer(request -> each(request, "'output':'A-1'"));
    Evaluator slow =
        (input, scope) -> {
          LockSupport.parkNanos(300_000_000);
          return Evaluation.of(1, "fine");
        };

    List<RolloutOutcome> outcomes = job.make(spec(), slow).rollOut(job.tasks("{}", "{}", "{}"));

    assertThat(outcomes).extracting(RolloutOutcome::score).containsOnly(1.0);
  }

  @Test
  void failsOnlyTheRolloutWhoseEvaluationIsLate() {
    job.rolloutTimeout = Duration.ofMillis(300);
    webhook.answer(request -> each(request, "'output':'A-1','costUsd':1"));
    Evaluator late =
        (input, scope) -> {
          LockSupport.parkNanos(input.example().position() == 1 ? 2_000_000_000L : 1);
          return Evaluation.of(1, "fine");
        };

    List<RolloutOutcome> outcomes = job.make(spec(), late).rollOut(job.tasks("{}", "{}", "{}"));

    assertThat(outcomes).extracting(RolloutOutcome::score).containsExactly(1.0, 0.0, 1.0);
    assertThat(outcomes.get(1).error().code()).isEqualTo("timeout");
    assertThat(outcomes.get(1).costNanos()).isEqualTo(1_000_000_000L);
  }

  @Test
  void evaluatesAtMostAsManyAtOnceAsTheJobAllows() {
    job.maxConcurrency = 2;
    webhook.answer(request -> each(request, "'output':'A-1'"));
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Evaluator counting =
        (input, scope) -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          LockSupport.parkNanos(30_000_000);
          now.decrementAndGet();
          return Evaluation.of(1, "fine");
        };

    job.make(spec(), counting).rollOut(job.tasks("{}", "{}", "{}", "{}", "{}", "{}"));

    assertThat(most).hasValue(2);
  }

  @Test
  void failsAllRolloutsOfARequestThatIsLateAndTellsSo() {
    job.rolloutTimeout = Duration.ofMillis(200);
    webhook.answer(request -> {
      LockSupport.parkNanos(1_500_000_000);
      return each(request, "'score':1");
    });

    List<RolloutOutcome> outcomes = rollOut("{'n':0}", "{'n':1}");

    assertThat(outcomes).extracting(o -> o.error().code()).containsOnly("timeout");
    assertThat(outcomes).extracting(RolloutOutcome::score).containsOnly(0.0);
  }

  @Test
  void tellsALateAnswerFromARejectedRequest() {
    webhook.answer(request -> {
      LockSupport.parkNanos(1_000_000_000);
      return each(request, "'score':1");
    });
    String impatient = "{'type':'http','url':'%s','timeout':'PT0.2S'}".formatted(webhook.url());

    RolloutOutcome outcome = job.make(impatient, (String) null).rollOut(job.tasks("{}")).getFirst();

    assertThat(outcome.error().code()).isEqualTo("timeout");
    assertThat(outcome.latencyMs()).isGreaterThanOrEqualTo(200);
  }

  private RunnableSystem system() {
    return job.make(spec(), (String) null);
  }

  private List<RolloutOutcome> rollOut(String... data) {
    return system().rollOut(job.tasks(data));
  }

  private String spec() {
    return "{'type':'http','url':'%s','batchSize':10,'headers':{'X-Token':'t'}}"
        .formatted(webhook.url());
  }

  private static List<String> ids(JsonNode request) {
    return StreamSupport.stream(request.get("examples").spliterator(), false)
        .map(example -> example.get("id").stringValue())
        .toList();
  }

  private static String each(JsonNode request, String fields) {
    return results(
        ids(request).stream()
            .map(id -> "{'id':'%s',%s}".formatted(id, fields))
            .toArray(String[]::new));
  }

  private static String results(String... results) {
    return Arrays.stream(results)
        .collect(Collectors.joining(",", "{\"results\":[", "]}"))
        .replace('\'', '"');
  }
}
