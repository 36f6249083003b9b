package dev.gepaserver.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gepaserver.evaluation.Evaluation;
import dev.gepaserver.evaluation.EvaluatorFixture;
import dev.gepaserver.evaluation.Webhooks;
import dev.gepaserver.journal.AttemptFailedException;
import dev.gepaserver.journal.CallClock;
import dev.gepaserver.journal.CallError;
import dev.gepaserver.journal.Calls;
import dev.gepaserver.journal.Gate;
import dev.gepaserver.journal.InMemoryJournal;
import dev.gepaserver.journal.Patience;
import dev.gepaserver.journal.Permits;
import dev.gepaserver.journal.RunStoppedException;
import dev.gepaserver.journal.ToolRequest;
import dev.gepaserver.llm.ScriptedModels;
import dev.gepaserver.outbound.LoopbackOutbound;
import dev.gepaserver.outbound.Outbound;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BoundedSystemTest {

  private static final String PROMPT = "{'type':'prompt','model':'p/m'}";
  private static final String CONTAINS = "{'type':'contains'}";
  private static final Duration TIMEOUT = Duration.ofMillis(50);

  private static final Outbound OUTBOUND = LoopbackOutbound.create();

  private final CountDownLatch answered = new CountDownLatch(1);
  private final AtomicLong nanoTime = new AtomicLong();
  private final SystemFixture job = new SystemFixture();

  @Test
  void failsARolloutThatTakesTooLongAndKeepsTheAnswerThatComesLate() {
    SystemFixture job = new SystemFixture(new ScriptedModels(messages -> awaitAnswer()));
    job.rolloutTimeout = TIMEOUT;

    RolloutOutcome outcome =
        job.make(PROMPT, CONTAINS).rollOut(job.tasks("{'input':'x','answer':'A'}")).getFirst();

    assertThat(outcome.error().code()).isEqualTo("timeout");
    assertThat(outcome.error().detail())
        .isEqualTo("the rollout took longer than PT0.05S (execution.rolloutTimeout)");
    assertThat(outcome.score()).isZero();
    assertThat(job.journal.modelCalls()).isEmpty();
    answered.countDown();
    await().until(() -> job.journal.modelCalls().size() == 1);
  }

  @Test
  void doesNotCountWaitsNorAttemptsInVain() {
    RolloutOutcome outcome =
        rollOut(
            null,
            number -> {
              if (number < 4) {
                nanoTime.addAndGet(Duration.ofMillis(40).toNanos());
                throw AttemptFailedException.unavailable(
                    "overloaded", "503", Duration.ofMillis(100));
              }
              return "fine";
            });

    assertThat(outcome.error()).isNull();
    assertThat(outcome.score()).isEqualTo(1.0);
    assertThat(job.journal.outagesEnded()).isEqualTo(job.journal.outagesStarted());
  }

  @Test
  void doesNotCountTheWaitForAPermit() {
    Permits permits = new Permits(0);
    Thread.ofVirtual()
        .start(() -> {
          LockSupport.parkNanos(TIMEOUT.multipliedBy(4).toNanos());
          permits.release();
        });

    RolloutOutcome outcome =
        new BoundedSystem(asking(permits, number -> "fine"), new TimeLimit(TIMEOUT))
            .rollOut(job.tasks("{}"))
            .getFirst();

    assertThat(outcome.error()).isNull();
  }

  @Test
  void countsTheTimeOfAllCallsOnceWhereSeveralAreAway() {
    TimedJournal journal = new TimedJournal(new InMemoryJournal(), nanoTime::get);
    CallClock a = journal.clock();
    CallClock b = journal.clock();

    nanoTime.addAndGet(3);
    a.work();
    nanoTime.addAndGet(5);
    b.work();
    nanoTime.addAndGet(7);
    a.inVain();
    Duration whileAIsAway = journal.counted();
    nanoTime.addAndGet(100);
    a.work();
    nanoTime.addAndGet(2);
    b.inVain();
    nanoTime.addAndGet(100);
    a.rest();
    b.work();
    nanoTime.addAndGet(100);
    a.close();
    nanoTime.addAndGet(4);

    assertThat(whileAIsAway).isEqualTo(Duration.ofNanos(3));
    assertThat(journal.counted()).isEqualTo(Duration.ofNanos(7));
  }

  @Test
  void letsALateRolloutBeginNothingNew() {
    AtomicInteger made = new AtomicInteger();
    CountDownLatch stopped = new CountDownLatch(1);
    RunnableSystem system =
        asking(
            null,
            number -> {
              made.set(number);
              answered.await();
              throw AttemptFailedException.unavailable("overloaded", "503", null);
            },
            stopped);

    RolloutOutcome outcome =
        new BoundedSystem(system, new TimeLimit(TIMEOUT)).rollOut(job.tasks("{}")).getFirst();
    answered.countDown();

    assertThat(outcome.error().code()).isEqualTo("timeout");
    await().until(() -> stopped.getCount() == 0);
    assertThat(made).hasValue(1);
    assertThat(job.journal.outagesStarted()).isEmpty();
  }

  @Test
  void leavesNoOutageBehindWhereARolloutIsLate() {
    TimedJournal journal = new TimedJournal(job.journal, nanoTime::get);
    journal.unavailable("a");
    journal.unavailable("b");
    journal.availableAgain("a");
    nanoTime.addAndGet(5);

    boolean tooEarly = journal.abandonAfter(Duration.ofNanos(6));
    boolean abandoned = journal.abandonAfter(Duration.ofNanos(5));
    journal.availableAgain("b");

    assertThat(tooEarly).isFalse();
    assertThat(abandoned).isTrue();
    assertThat(job.journal.outagesEnded()).containsExactly("a", "b");
    assertThatThrownBy(journal::goOn).isInstanceOf(RunStoppedException.class);
    assertThatThrownBy(() -> journal.unavailable("c")).isInstanceOf(RunStoppedException.class);
    assertThatThrownBy(() -> journal.modelCall(job.journal.scope().key("x"), "h"))
        .isInstanceOf(RunStoppedException.class);
  }

  @Test
  void breaksOffWhatIsLateWhenTheRunHasEnded() {
    CountDownLatch stopped = new CountDownLatch(1);
    RunnableSystem system =
        asking(
            null,
            _ -> {
              answered.await();
              return "never";
            },
            stopped);
    BoundedSystem bounded = new BoundedSystem(system, new TimeLimit(TIMEOUT));
    bounded.rollOut(job.tasks("{}"));

    bounded.close();

    assertThat(stopped.getCount()).isZero();
  }

  @Test
  void tellsOfALatePipelineWhatItsStepsHaveDone() {
    ScriptedModels models =
        new ScriptedModels(
            messages -> messages.getFirst().content().equals("Q") ? "bonn" : awaitAnswerTooLong());
    job.seed("query", "Q", "final", "F", "more", "M");
    RunnableSystem pipeline =
        new PipelineSystem(models, OUTBOUND, new Webhooks(OUTBOUND), new KnownCorpora())
            .make(
                job.read(
                    "{'type':'pipeline','model':'p/m','steps':[{'id':'ask','type':'llm','component':'query'},{'id':'say','type':'llm','component':'final'},{'id':'add','type':'llm','component':'more'}]}"),
                EvaluatorFixture.EVALUATORS.make(EvaluatorFixture.read(CONTAINS)),
                facts());

    RolloutOutcome outcome = rollOut(pipeline, "{'input':'Where?','answer':'A'}");

    assertThat(outcome.error())
        .isEqualTo(
            new CallError(
                "timeout",
                "step say: the rollout took longer than PT0.05S (execution.rolloutTimeout)"));
    assertThat(outcome.records()).containsOnlyKeys("query", "final");
    assertThat(outcome.records().get("query").values())
        .containsEntry("Inputs", Map.of("input", "Where?"))
        .containsEntry("Generated Outputs", "bonn");
    assertThat(outcome.records().get("final").values()).doesNotContainKey("Generated Outputs");
    assertThat(outcome.trace().at("/steps/0/output").stringValue()).isEqualTo("bonn");
    assertThat(outcome.trace().at("/steps/1/error/code").stringValue()).isEqualTo("timeout");
    assertThat(outcome.trace().get("steps")).hasSize(2);
    assertThat(outcome.costNanos()).isEqualTo(1_000);
    assertThat(outcome.latencyMs()).isEqualTo(50);
  }

  @Test
  void tellsOfALateAgentItsTurns() {
    ScriptedModels models =
        ScriptedModels.calling(request ->
            request.messages().size() == 2
                ? ScriptedModels.asking("", new ToolRequest("c1", "look", "{\"query\": \"Ann\"}"))
                : ScriptedModels.answering(awaitAnswerTooLong()));
    RunnableSystem agent =
        new AgentSystem(models, OUTBOUND, new Webhooks(OUTBOUND), new KnownCorpora())
            .make(
                job.read(
                    "{'type':'agent','model':'p/m','tools':[{'name':'look','description':'Looks.','corpus':'wiki','k':1}]}"),
                EvaluatorFixture.EVALUATORS.make(EvaluatorFixture.read(CONTAINS)),
                facts());

    RolloutOutcome outcome = rollOut(agent, "{'question':'Where?','input':'Ann','answer':'A'}");

    assertThat(outcome.error().code()).isEqualTo("timeout");
    assertThat(outcome.trace().at("/turns/0/toolCalls/0/name").stringValue()).isEqualTo("look");
    assertThat(outcome.trace().get("turns")).hasSize(1);
    assertThat(outcome.records().get("system_prompt").values())
        .containsEntry("Inputs", Map.of("input", "Ann"))
        .containsKey("Turns");
    assertThat(outcome.costNanos()).isEqualTo(1_000);
  }

  private JobFacts facts() {
    return new JobFacts(job.journal.jobId(), job.seed, Duration.ofMinutes(5), 1);
  }

  private RolloutOutcome rollOut(RunnableSystem system, String data) {
    try (BoundedSystem bounded = new BoundedSystem(system, new TimeLimit(TIMEOUT, nanoTime::get))) {
      return bounded.rollOut(job.tasks(data)).getFirst();
    }
  }

  private String awaitAnswerTooLong() {
    nanoTime.addAndGet(TIMEOUT.toNanos());
    return awaitAnswer();
  }

  @Test
  void stopsWhereItIsInterrupted() {
    SystemFixture job = new SystemFixture(new ScriptedModels(messages -> awaitAnswer()));
    RunnableSystem system = job.make(PROMPT, CONTAINS);
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> system.rollOut(job.tasks("{'input':'x','answer':'A'}")))
        .isInstanceOf(RunStoppedException.class);

    assertThat(Thread.interrupted()).isTrue();
  }

  private RolloutOutcome rollOut(@Nullable Gate gate, Patience.Attempt<String> attempt) {
    return new BoundedSystem(asking(gate, attempt), new TimeLimit(TIMEOUT, nanoTime::get))
        .rollOut(job.tasks("{}"))
        .getFirst();
  }

  private static RunnableSystem asking(@Nullable Gate gate, Patience.Attempt<String> attempt) {
    return asking(gate, attempt, new CountDownLatch(1));
  }

  private static RunnableSystem asking(
      @Nullable Gate gate, Patience.Attempt<String> attempt, CountDownLatch stopped) {
    Patience patience = new Patience(Duration.ofMillis(1), Duration.ofSeconds(1));
    return new OneByOne(task -> {
      try {
        var _ =
            patience.ask(new Calls(task.scope().journal(), List.of()), "hook", 3, gate, attempt);
      } catch (RunStoppedException e) {
        stopped.countDown();
        throw e;
      }
      return Outcomes.scored(task, Answered.nothing(0, 1), Evaluation.of(1, "fine"), null);
    });
  }

  private String awaitAnswer() {
    try {
      answered.await();
      return "late";
    } catch (InterruptedException e) {
      throw new RunStoppedException("interrupted");
    }
  }
}
