package dev.gepaserver.system;

import static dev.gepaserver.llm.ScriptedModels.answering;
import static dev.gepaserver.llm.ScriptedModels.asking;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Json;
import dev.gepaserver.engine.model.ReflectionRecord;
import dev.gepaserver.engine.model.Stage;
import dev.gepaserver.journal.CallError;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.journal.RunStoppedException;
import dev.gepaserver.journal.ToolRequest;
import dev.gepaserver.llm.ModelRequest;
import dev.gepaserver.llm.OfferedTool;
import dev.gepaserver.llm.Reply;
import dev.gepaserver.llm.ScriptedModels;
import dev.gepaserver.outbound.TestWebhook;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AgentSystemTest {

  private static final String CONTAINS = "{'type':'contains'}";
  private static final String DATA = "{'input':'Where was Ann born?','answer':'Bonn'}";

  private TestWebhook hook;
  private ScriptedModels.Script script = request -> answering("Nowhere.");
  private final ScriptedModels models = ScriptedModels.calling(request -> script.apply(request));
  private final SystemFixture job =
      new SystemFixture(models).seed("prompt", "SECRET-P answer", "when", "SECRET-W find people");

  @BeforeEach
  void open() throws IOException {
    hook = new TestWebhook(request -> "{\"sum\": 3}");
  }

  @AfterEach
  void close() {
    hook.close();
  }

  /** Searches by its component, adds by the job's own words. */
  private String agent(String more) {
    return """
    {'type':'agent','model':'lab/m','tools':[
      {'name':'look','component':'when','corpus':'wiki','k':1},
      {'name':'add','description':'Adds.','url':'%s','parameters':
        {'type':'object','properties':{'a':{'type':'integer'}},'required':['a']}}]%s}
    """
        .formatted(hook.url(), more);
  }

  /** Looks twice at once, adds, answers. */
  private static Reply lookAddAnswer(ModelRequest request) {
    return switch (results(request)) {
      case 0 ->
          asking(
              "I look.",
              call("c1", "look", "{\"query\": \"Ann\"}"),
              call("c2", "look", "{\"query\": \"Rhine\"}"));
      case 2 -> asking("", call("c3", "add", "{\"a\": 1}"));
      default -> answering("In Bonn.");
    };
  }

  @Test
  void callsWhatTheModelAsksForUntilItAnswers() {
    script = AgentSystemTest::lookAddAnswer;

    RolloutOutcome outcome = rollOut(agent(""));

    assertThat(outcome.error()).isNull();
    assertThat(outcome.score()).isEqualTo(1);
    assertThat(outcome.output()).isEqualTo(Json.tree("In Bonn."));
    assertThat(outcome.costNanos()).isEqualTo(3_000);
    assertThat(hook.requests()).extracting(TestWebhook.Request::body).containsExactly("{\"a\":1}");
    List<ChatMessage> last = models.asked().getLast();
    assertThat(last).hasSize(7);
    assertThat(last.subList(0, 2))
        .containsExactly(
            new ChatMessage("system", "SECRET-P answer"),
            new ChatMessage("user", "Where was Ann born?"));
    assertThat(last.get(2).toolUse().calls())
        .extracting(ToolRequest::id)
        .containsExactly("c1", "c2");
    assertThat(last.get(3))
        .isEqualTo(
            ChatMessage.result(
                call("c1", "look", ""),
                "[{\"id\":\"d0\",\"text\":\"Ann Doe was born in Bonn.\",\"title\":\"Td0\"}]"));
    assertThat(last.get(6).content()).isEqualTo("{\"sum\":3}");
  }

  @Test
  void offersEachToolWithTheCandidatesDescription() {
    job.make(agent(""), CONTAINS)
        .rollOut(job.tasks(Stage.CHILD, job.seed.with(Map.of("when", "Better.")), DATA));

    assertThat(models.requests().getFirst().tools())
        .extracting(OfferedTool::name, OfferedTool::description)
        .containsExactly(tuple("look", "Better."), tuple("add", "Adds."));
  }

  @Test
  void tellsThatAReplyThatAsksForToolsWasCutOff() {
    script = request -> results(request) == 0 ? lookAddAnswer(request) : answering("Bonn.");
    models.finishing("length");

    RolloutOutcome outcome = rollOut(agent(""));

    assertThat(outcome.feedback().forComponent("prompt"))
        .startsWith("Turn 1: The reply was cut off, because it reached the limit of its length");
  }

  @Test
  void tracesEveryTurnWithItsCallsAndResults() {
    script = AgentSystemTest::lookAddAnswer;

    JsonNode trace = rollOut(agent("")).trace();

    assertThat(trace.at("/messages")).hasSize(2);
    assertThat(trace.at("/turns")).hasSize(3);
    assertThat(trace.at("/turns/0/reply").stringValue()).isEqualTo("I look.");
    assertThat(trace.at("/turns/0/toolCalls/1/arguments").stringValue())
        .isEqualTo("{\"query\": \"Rhine\"}");
    assertThat(trace.at("/turns/1/toolCalls/0/result").stringValue()).isEqualTo("{\"sum\":3}");
    assertThat(trace.at("/turns/1/toolCalls/0/error").isNull()).isTrue();
    assertThat(trace.at("/turns/2/reply").stringValue()).isEqualTo("In Bonn.");
    assertThat(trace.at("/turns/2/toolCalls")).isEmpty();
    assertThat(trace.at("/turns/2/usage/inputTokens").intValue()).isEqualTo(10);
  }

  @Test
  void recordsTurnsForThePromptAndItsOwnCallsForAToolAndNoOtherComponentsText() {
    script = AgentSystemTest::lookAddAnswer;

    Map<String, ReflectionRecord> records = rollOut(agent("")).records();

    assertThat(records).containsOnlyKeys("prompt", "when");
    assertThat(records.get("prompt").values())
        .containsOnlyKeys("Inputs", "Turns", "Generated Outputs", "Feedback")
        .containsEntry("Inputs", Map.of("input", "Where was Ann born?"))
        .containsEntry("Generated Outputs", "In Bonn.");
    assertThat(records.get("prompt").values().get("Turns").toString())
        .contains("I look.", "Tool=look", "Tool=add", "sum");
    assertThat(records.get("when").values())
        .containsOnlyKeys("Inputs", "Tool Calls", "Generated Outputs", "Feedback")
        .containsEntry("Inputs", Map.of("input", "Where was Ann born?"));
    assertThat(records.get("when").values().get("Tool Calls").toString())
        .startsWith("{look=[{Arguments={query=Ann}, Result=")
        .contains("Arguments={query=Rhine}")
        .doesNotContain("sum");
    assertThat(records.toString()).doesNotContain("SECRET");
  }

  @Test
  void recordsThatAToolWasNotCalled() {
    assertThat(rollOut(agent("")).records().get("when").values())
        .containsEntry("Tool Calls", Map.of("look", "The tool was not called."));
  }

  @Test
  void asksAndCallsNothingAgainThatWasAnswered() {
    script = AgentSystemTest::lookAddAnswer;
    RolloutOutcome first = rollOut(agent(""));

    RolloutOutcome again = rollOut(agent(""));

    assertThat(again).isEqualTo(first);
    assertThat(models.asked()).hasSize(3);
    assertThat(hook.requests()).hasSize(1);
    assertThat(job.journal.modelCalls())
        .extracting(call -> call.key().call())
        .containsExactly("turn-1", "turn-2", "turn-3");
    assertThat(job.journal.toolCalls())
        .extracting(call -> call.key().call())
        .containsExactly("turn-2/tool-1");
  }

  @Test
  void goesOnInTheMiddleOfARollout() {
    script =
        request -> {
          if (results(request) == 3) {
            job.journal.stop();
            throw new RunStoppedException("killed");
          }
          return lookAddAnswer(request);
        };
    assertThatThrownBy(() -> rollOut(agent(""))).isInstanceOf(RunStoppedException.class);
    SystemFixture resumed =
        new SystemFixture(models).seed("prompt", "SECRET-P answer", "when", "SECRET-W find people");
    job.journal.modelCalls().forEach(resumed.journal::record);
    resumed.journal.record(job.journal.toolCalls());
    script = AgentSystemTest::lookAddAnswer;

    RolloutOutcome outcome =
        resumed.make(agent(""), CONTAINS).rollOut(resumed.tasks(DATA)).getFirst();

    assertThat(outcome.output()).isEqualTo(Json.tree("In Bonn."));
    assertThat(hook.requests()).hasSize(1);
    assertThat(models.asked()).hasSize(4);
  }

  @Test
  void tellsTheModelAndReflectionOfCallsThatCannotBeMade() {
    script =
        request ->
            results(request) == 0
                ? asking(
                    "",
                    call("c1", "nope", "{}"),
                    call("c2", "add", "{\"a\": "),
                    call("c3", "add", "{\"a\": \"x\"}"),
                    call("c4", "look", "{}"))
                : answering("Bonn.");

    RolloutOutcome outcome = rollOut(agent(""));

    assertThat(outcome.error()).isNull();
    assertThat(outcome.score()).isEqualTo(1);
    assertThat(models.asked().getLast().subList(3, 7))
        .extracting(ChatMessage::content)
        .satisfiesExactly(
            text -> assertThat(text).isEqualTo("Error: there is no tool nope; there are look, add"),
            text -> assertThat(text).isEqualTo("Error: the arguments are no JSON object: {\"a\": "),
            text -> assertThat(text).startsWith("Error: the arguments do not fit: /a "),
            text -> assertThat(text).contains("Error: the arguments do not fit", "query"));
    assertThat(outcome.feedback().forComponent("prompt"))
        .startsWith("The model called the tool nope, which there is not.\nThe model's call of the")
        .contains("1 more calls failed.");
    assertThat(hook.requests()).isEmpty();
  }

  @Test
  void tellsTheModelThatAToolRefused() {
    hook.status(404);
    script = AgentSystemTest::lookAddAnswer;

    RolloutOutcome outcome = rollOut(agent(""));

    assertThat(outcome.error()).isNull();
    assertThat(models.asked().getLast().getLast().content())
        .startsWith("Error: http://127.0.0.1")
        .contains("answered 404");
    assertThat(outcome.feedback().forComponent("when")).startsWith("A call of the tool add failed");
    assertThat(job.journal.toolCalls())
        .singleElement()
        .extracting(c -> c.error().code())
        .isEqualTo("rejected");
  }

  @Test
  void scoresAnEmptyOutputWhereTheTurnsAreUsedUp() {
    script = request -> asking("Once more.", call("c", "add", "{\"a\": 1}"));

    RolloutOutcome outcome = rollOut(agent(",'maxTurns':2"));

    assertThat(outcome.error()).isNull();
    assertThat(outcome.score()).isZero();
    assertThat(outcome.output()).isEqualTo(Json.tree(""));
    assertThat(outcome.feedback().forComponent("prompt"))
        .startsWith("The agent used up all of its turns (maxTurns, 2) without an answer.");
    assertThat(models.asked()).hasSize(2);
    assertThat(hook.requests()).hasSize(1);
    assertThat(outcome.trace().at("/turns/1/toolCalls/0/error").stringValue())
        .isEqualTo("not called, since no turn was left");
  }

  @Test
  void cutsLongResultsVisibly() {
    hook.answer(request -> Json.write("x".repeat(5_000)));
    script =
        request ->
            results(request) == 0 ? asking("", call("c", "add", "{\"a\": 1}")) : answering("Bonn");

    rollOut(agent(",'maxResultLength':200"));

    assertThat(models.asked().getLast().getLast().content())
        .hasSizeLessThanOrEqualTo(200)
        .contains("characters left out");
  }

  @Test
  void holdsOnlySoLongAConversation() {
    hook.answer(request -> Json.write("x".repeat(600_000)));
    ToolRequest call = call("c", "add", "{\"a\": 1}");
    script = request -> results(request) == 0 ? asking("", call, call, call) : answering("Bonn");

    rollOut(agent(",'maxResultLength':1000000"));

    List<ChatMessage> last = models.asked().getLast();
    assertThat(hook.requests()).hasSize(2);
    assertThat(last.stream().mapToLong(message -> message.content().length()).sum())
        .isBetween(990_000L, 1_001_000L);
    assertThat(last.get(last.size() - 2).content()).contains("characters left out");
    assertThat(last.getLast().content())
        .isEqualTo(
            "Error: not called; the conversation has the 1000000 characters that it may have");
  }

  @Test
  void makesOnlySoManyCallsATurn() {
    ToolRequest[] many = new ToolRequest[20];
    for (int i = 0; i < many.length; i++) {
      many[i] = call("c" + i, "add", "{\"a\": 1}");
    }
    script = request -> results(request) == 0 ? asking("", many) : answering("Bonn");

    rollOut(agent(""));

    assertThat(hook.requests()).hasSize(16);
    assertThat(models.asked().getLast()).hasSize(23);
    assertThat(models.asked().getLast().getLast().content())
        .isEqualTo("Error: not called; at most 16 calls at once are made");
  }

  @Test
  void failsTheRolloutWhereTheModelDoes() {
    script =
        request -> {
          if (results(request) == 0) {
            return asking("", call("c", "add", "{\"a\": 1}"));
          }
          throw new CallFailedException.Faulty("context-too-long", "too long", 2, 5);
        };

    RolloutOutcome outcome = rollOut(agent(""));

    assertThat(outcome.error()).isEqualTo(new CallError("context-too-long", "turn 2: too long"));
    assertThat(outcome.trace().at("/turns")).hasSize(1);
    assertThat(outcome.records().get("prompt").values())
        .containsEntry("Feedback", "This rollout failed: turn 2: too long");
  }

  @Test
  void readsBackWhatItWrites() {
    AgentSpec spec = (AgentSpec) job.read(agent(",'maxTurns':3"));
    String written = Json.write(spec);
    Faults faults = Faults.ofAccepted();

    SystemSpec kept =
        job.systems.read(
            Fields.of(Json.parse("{\"system\": " + written + "}"), "", faults),
            "system",
            new LinkedHashSet<>(job.seed.names()));

    assertThat(faults.all()).isEmpty();
    assertThat(kept).isEqualTo(spec);
    assertThat(spec.corpora()).containsExactly(KnownCorpora.WIKI);
    assertThat(spec.modelsPerRollout()).hasSize(3);
    assertThat(spec.messages())
        .containsExactly(
            new ChatMessage("system", "{{component.prompt}}"),
            new ChatMessage("user", "{{input}}"));
  }

  @Test
  void takesNoToolsDescriptionForThePrompt() {
    job.seed("when", "Finds.");

    AgentSpec spec =
        (AgentSpec)
            job.read(
                "{'type':'agent','model':'lab/m','tools':[{'name':'look','component':'when','corpus':'wiki'}]}");

    assertThat(spec.messages()).containsExactly(new ChatMessage("user", "{{input}}"));
    assertThat(spec.maxTurns()).isEqualTo(8);
    assertThat(spec.maxResultLength()).isEqualTo(20_000);
  }

  private static ToolRequest call(String id, String name, String arguments) {
    return new ToolRequest(id, name, arguments);
  }

  private static int results(ModelRequest request) {
    return (int) request.messages().stream().filter(m -> m.role().equals("tool")).count();
  }

  private RolloutOutcome rollOut(String system) {
    return job.make(system, CONTAINS).rollOut(job.tasks(DATA)).getFirst();
  }
}
