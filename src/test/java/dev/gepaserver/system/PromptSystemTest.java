package dev.gepaserver.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Json;
import dev.gepaserver.engine.model.ReflectionRecord;
import dev.gepaserver.engine.model.Stage;
import dev.gepaserver.evaluation.EvaluatorFixture;
import dev.gepaserver.journal.CallError;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.journal.RunStoppedException;
import dev.gepaserver.llm.ScriptedModels;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PromptSystemTest {

  private static final String PROMPT = "{'type':'prompt','model':'p/m'}";
  private static final String CONTAINS = "{'type':'contains'}";

  private final ScriptedModels models = new ScriptedModels(messages -> "It is A-1.");
  private SystemFixture job = new SystemFixture(models);

  @Test
  void asksTheModelAndScoresItsReply() {
    RolloutOutcome outcome = rollOut(PROMPT, "{'input':'hi','answer':'A-1'}");

    assertThat(models.asked())
        .containsExactly(
            List.of(new ChatMessage("system", "Be brief."), new ChatMessage("user", "hi")));
    assertThat(outcome.score()).isEqualTo(1.0);
    assertThat(outcome.output()).isEqualTo(Json.tree("It is A-1."));
    assertThat(outcome.error()).isNull();
    assertThat(outcome.costNanos()).isEqualTo(1_000);
    assertThat(outcome.latencyMs()).isEqualTo(12);
    assertThat(outcome.attempts()).isEqualTo(2);
    assertThat(Json.write(outcome.trace()))
        .isEqualTo(
            "{'messages':[{'role':'system','content':'Be brief.'},{'role':'user','content':'hi'}],'reply':'It is A-1.','finishReason':'stop','usage':{'inputTokens':10,'cachedTokens':0,'reasoningTokens':0,'outputTokens':5,'costUsd':0.000001}}"
                .replace('\'', '"'));
  }

  @Test
  void makesTheRecordOfInputOutputAndFeedback() {
    RolloutOutcome outcome = rollOut(PROMPT, "{'input':{'z':1,'a':0.10},'answer':'B'}");

    Map<String, Object> record = outcome.records().get("system_prompt").values();
    assertThat(record.keySet()).containsExactly("Inputs", "Generated Outputs", "Feedback");
    assertThat(((Map<?, ?>) record.get("Inputs")).toString()).isEqualTo("{z=1, a=0.10}");
    assertThat(record).containsEntry("Generated Outputs", "It is A-1.");
    assertThat(record.get("Feedback").toString()).startsWith("Wrong. The expected answer is: B");
  }

  @Test
  void makesNoRecordsWhereTracesAreNotWanted() {
    RolloutTask task = job.tasks("{'input':'hi','answer':'A-1'}").getFirst();
    RolloutTask untraced =
        new RolloutTask(
            task.scope(), task.stage(), task.split(), task.texts(), task.example(), false);

    RolloutOutcome outcome = job.make(PROMPT, CONTAINS).rollOut(List.of(untraced)).getFirst();

    assertThat(outcome.records()).isEmpty();
    assertThat(outcome.trace()).isNotNull();
  }

  @Test
  void fillsInOfARewrittenComponentOnlyWhatItsSeedUses() {
    job.seed("system_prompt", "Speak {{ lang }}.", "other", "x");
    String system =
        "{'type':'prompt','model':'p/m','messages':[{'role':'user','content':'{{component.system_prompt}}/{{component.other}}/{{input}}'}]}";
    List<RolloutTask> tasks =
        job.tasks(
            Stage.CHILD,
            EvaluatorFixture.texts(
                "system_prompt", "{{lang}} {{input}} {{component.other}}", "other", "{{lang}}"),
            "{'input':'{{lang}} {{component.other}}','lang':'{{input}}','answer':'A'}");

    job.make(system, CONTAINS).rollOut(tasks);

    assertThat(models.asked().getFirst().getFirst().content())
        .isEqualTo("{{input}} {{input}} {{component.other}}/{{lang}}/{{lang}} {{component.other}}");
  }

  @Test
  void fillsInFieldsOfAnyNameAndLeavesOtherLanguagesInComponentsAlone() {
    job.seed("system_prompt", "{{first name}} {{ größe }} {{ x | upper }}");

    rollOut(PROMPT, "{'input':'hi','first name':'Ada','größe':3,'answer':'A'}");

    assertThat(models.asked().getFirst().getFirst().content()).isEqualTo("Ada 3 {{ x | upper }}");
  }

  @Test
  void asksNobodyAgainWhatTheJournalHas() {
    RolloutOutcome first = rollOut(PROMPT, "{'input':'hi','answer':'A-1'}");

    RolloutOutcome second = rollOut(PROMPT, "{'input':'hi','answer':'A-1'}");

    assertThat(second).isEqualTo(first);
    assertThat(models.asked()).hasSize(1);
    assertThat(job.journal.modelCalls().getFirst().key().call()).isEqualTo("answer");
  }

  @Test
  void showsATruncatedOrEmptyReplyInTheTraceAndScoresIt() {
    models.finishing("length");

    RolloutOutcome outcome = rollOut(PROMPT, "{'input':'hi','answer':'A-1'}");

    assertThat(outcome.error()).isNull();
    assertThat(outcome.score()).isEqualTo(1.0);
    assertThat(outcome.trace().get("finishReason").stringValue()).isEqualTo("length");
  }

  @Test
  void tellsReflectionThatAReplyWasCutOff() {
    models.finishing("length");

    RolloutOutcome outcome = rollOut(PROMPT, "{'input':'hi','answer':'A-1'}");

    assertThat(record(outcome).values())
        .hasEntrySatisfying(
            "Feedback",
            told -> assertThat(told.toString()).startsWith("The reply was cut off, because"));
  }

  @Test
  void tellsReflectionThatAReplyWasEmpty() {
    ScriptedModels silent = new ScriptedModels(messages -> " ");
    job = new SystemFixture(silent);

    RolloutOutcome outcome = rollOut(PROMPT, "{'input':'hi','answer':'A-1'}");

    assertThat(outcome.score()).isZero();
    assertThat(record(outcome).values())
        .hasEntrySatisfying(
            "Feedback", told -> assertThat(told.toString()).startsWith("The reply was empty.\n"));
  }

  @Test
  void failsTheRolloutWhereTheModelRefuses() {
    models.finishing("refused");

    RolloutOutcome outcome = rollOut(PROMPT, "{'input':'hi','answer':'A-1'}");

    assertThat(outcome.score()).isZero();
    assertThat(outcome.error())
        .isEqualTo(new CallError("refused", "the model refused to answer: It is A-1."));
    assertThat(outcome.costNanos()).isEqualTo(1_000);
    assertThat(record(outcome).values())
        .containsEntry("Generated Outputs", "It is A-1.")
        .containsEntry("Feedback", "This rollout failed: the model refused to answer: It is A-1.");
  }

  @Test
  void tellsReflectionWhyTheModelDidNotAnswer() {
    SystemFixture failing =
        new SystemFixture(
            new ScriptedModels(messages -> {
              throw new CallFailedException.Faulty("context-too-long", "context too long", 3, 70);
            }));

    RolloutOutcome outcome =
        failing
            .make(PROMPT, CONTAINS)
            .rollOut(failing.tasks("{'input':'hi','answer':'A'}"))
            .getFirst();

    assertThat(outcome.score()).isZero();
    assertThat(outcome.output()).isNull();
    assertThat(outcome.error()).isEqualTo(new CallError("context-too-long", "context too long"));
    assertThat(outcome.attempts()).isEqualTo(3);
    assertThat(outcome.latencyMs()).isEqualTo(70);
    assertThat(record(outcome).values())
        .isEqualTo(Map.of("Inputs", "hi", "Feedback", "This rollout failed: context too long"));
  }

  @Test
  void failsTheRolloutWhereItCannotBeScoredAndKeepsTheOutput() {
    RolloutOutcome outcome = rollOut(PROMPT, "{'input':'hi'}");

    assertThat(outcome.score()).isZero();
    assertThat(outcome.output()).isEqualTo(Json.tree("It is A-1."));
    assertThat(outcome.error().code()).isEqualTo("evaluation-failed");
    assertThat(outcome.error().detail()).contains("{{answer}}");
  }

  @Test
  void failsTheRolloutWhereTheExampleLacksAFieldOfThePrompt() {
    RolloutOutcome outcome = rollOut(PROMPT, "{'question':'hi','answer':'A'}");

    assertThat(outcome.error().detail())
        .isEqualTo("the prompt uses {{input}}, which example \"e0\" has not");
    assertThat(models.asked()).isEmpty();
  }

  @Test
  void lastsNoRolloutWhereNoneCanSucceedOrTheRunIsStopped() {
    for (RuntimeException failure :
        List.of(
            new CallFailedException.Hopeless("model-key-rejected", "bad key"),
            new CallFailedException.Outage("503"),
            new RunStoppedException("paused"))) {
      SystemFixture failing =
          new SystemFixture(
              new ScriptedModels(messages -> {
                throw failure;
              }));

      assertThatThrownBy(() ->
              failing.make(PROMPT, CONTAINS).rollOut(failing.tasks("{'input':'hi','answer':'A'}")))
          .isSameAs(failure);
    }
  }

  @Test
  void showsTheFirstMessagesWithoutAskingAnybody() {
    job.seed("a", "Speak {{lang}}.", "b", "unused");

    List<ChatMessage> messages =
        job.systems.firstMessages(
            job.read(PROMPT),
            job.seed,
            SystemFixture.examples("{'input':[1,2],'lang':'Latin'}").getFirst());

    assertThat(messages)
        .containsExactly(
            new ChatMessage("system", "Speak Latin."), new ChatMessage("user", "[1,2]"));
    assertThat(models.asked()).isEmpty();
  }

  private RolloutOutcome rollOut(String system, String data) {
    return job.make(system, CONTAINS).rollOut(job.tasks(data)).getFirst();
  }

  private static ReflectionRecord record(RolloutOutcome outcome) {
    return outcome.records().get("system_prompt");
  }
}
