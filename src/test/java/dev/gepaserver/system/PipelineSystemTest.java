package dev.gepaserver.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Warning;
import dev.gepaserver.engine.model.ReflectionRecord;
import dev.gepaserver.journal.CallError;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.llm.ScriptedModels;
import dev.gepaserver.outbound.TestWebhook;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PipelineSystemTest {

  private static final String CONTAINS = "{'type':'contains'}";
  private static final String DATA = "{'input':'Where was Ann born?','answer':'Rhine'}";

  /** Asks for a query, looks it up, answers from what was found. */
  private static final String TWO_HOPS =
      """
      {'type':'pipeline','model':'lab/m','steps':[
        {'id':'ask','type':'llm','component':'query'},
        {'id':'look','type':'retrieve','corpus':'wiki','query':'{{steps.ask.output}}','k':1},
        {'id':'note','type':'template','template':'Found: {{steps.look.output.0.title}}'},
        {'id':'say','type':'llm','component':'final','messages':[
          {'role':'system','content':'{{component.final}}'},
          {'role':'user','content':'{{input}} {{steps.look.output.0.text}} {{steps.note.output}}'}]}]}
      """;

  private final ScriptedModels models =
      new ScriptedModels(messages ->
          messages.getFirst().content().startsWith("SECRET-Q") ? "bonn" : "On the Rhine.");
  private final SystemFixture job =
      new SystemFixture(models).seed("query", "SECRET-Q ask", "final", "SECRET-F say {{lang}}");

  @Test
  void handsTheOutputOfEachStepToTheNext() {
    RolloutOutcome outcome = rollOut(TWO_HOPS, withLang());

    assertThat(outcome.error()).isNull();
    assertThat(outcome.score()).isEqualTo(1);
    assertThat(outcome.output()).isEqualTo(Json.tree("On the Rhine."));
    assertThat(models.asked().getLast())
        .containsExactly(
            new ChatMessage("system", "SECRET-F say Latin"),
            new ChatMessage("user", "Where was Ann born? Ann Doe was born in Bonn. Found: Td0"));
    assertThat(outcome.costNanos()).isEqualTo(2_000);
    assertThat(outcome.latencyMs()).isEqualTo(24);
    assertThat(outcome.attempts()).isEqualTo(4);
  }

  @Test
  void tracesTheInputAndOutputOfEveryStep() {
    JsonNode steps = rollOut(TWO_HOPS, withLang()).trace().get("steps");

    assertThat(steps).hasSize(4);
    assertThat(steps.valueStream().map(step -> step.get("id").stringValue()))
        .containsExactly("ask", "look", "note", "say");
    assertThat(steps.valueStream().map(step -> step.get("type").stringValue()))
        .containsExactly("llm", "retrieve", "template", "llm");
    assertThat(steps.at("/0/input/1/content").stringValue()).isEqualTo("Where was Ann born?");
    assertThat(steps.at("/0/output").stringValue()).isEqualTo("bonn");
    assertThat(steps.at("/1/input").toString()).isEqualTo("{\"query\":\"bonn\",\"k\":1}");
    assertThat(steps.at("/1/output").toString())
        .isEqualTo("[{\"id\":\"d0\",\"text\":\"Ann Doe was born in Bonn.\",\"title\":\"Td0\"}]");
    assertThat(steps.at("/2/output").stringValue()).isEqualTo("Found: Td0");
    assertThat(steps.at("/3/output").stringValue()).isEqualTo("On the Rhine.");
    assertThat(steps.at("/3/error").isNull()).isTrue();
  }

  @Test
  void recordsForAComponentItsOwnStepAndNoOtherComponentsText() {
    Map<String, ReflectionRecord> records = rollOut(TWO_HOPS, withLang()).records();

    assertThat(records).containsOnlyKeys("query", "final");
    assertThat(records.get("query").values())
        .containsEntry("Inputs", Map.of("input", "Where was Ann born?"))
        .containsEntry("Generated Outputs", "bonn");
    assertThat(records.get("final").values())
        .containsEntry(
            "Inputs",
            Map.of(
                "input",
                "Where was Ann born?",
                "steps.look.output.0.text",
                "Ann Doe was born in Bonn.",
                "steps.note.output",
                "Found: Td0",
                "lang",
                "Latin"))
        .containsEntry("Generated Outputs", "On the Rhine.");
    assertThat(records.get("query").values().get("Feedback"))
        .isEqualTo(records.get("final").values().get("Feedback"));
    assertThat(records.toString()).doesNotContain("SECRET");
  }

  @Test
  void recordsByStepWhereAComponentStandsInSeveral() {
    job.seed("both", "B");

    RolloutOutcome outcome =
        rollOut(
            "{'type':'pipeline','model':'lab/m','steps':[{'id':'a','type':'llm','component':'both'},{'id':'b','type':'llm','messages':[{'role':'user','content':'{{component.both}} {{steps.a.output}}'}]}]}",
            DATA);

    assertThat(outcome.records().get("both").values())
        .containsEntry(
            "Inputs",
            Map.of(
                "a",
                Map.of("input", "Where was Ann born?"),
                "b",
                Map.of("steps.a.output", "On the Rhine.")))
        .containsEntry("Generated Outputs", Map.of("a", "On the Rhine.", "b", "On the Rhine."));
  }

  @Test
  void makesFeedbackOfAReplyThatHasNotTheFormatWanted() {
    RolloutOutcome outcome =
        rollOut(
            TWO_HOPS.replace("'component':'query'", "'component':'query','parse':'json'"),
            withLang());

    String detail =
        "step ask: the reply has not the format that is wanted: one JSON value, alone or in a"
            + " fenced block";
    assertThat(outcome.score()).isZero();
    assertThat(outcome.error()).isEqualTo(new CallError("format", detail));
    assertThat(outcome.records()).containsOnlyKeys("query");
    assertThat(outcome.records().get("query").values())
        .containsEntry("Generated Outputs", "bonn")
        .containsEntry("Feedback", "This rollout failed: " + detail);
    assertThat(outcome.trace().at("/steps")).hasSize(1);
    assertThat(outcome.trace().at("/steps/0/error/code").stringValue()).isEqualTo("format");
    assertThat(outcome.trace().at("/steps/0/reply").stringValue()).isEqualTo("bonn");
  }

  @Test
  void readsRepliesAsTheStepsSay() {
    SystemFixture parsing =
        new SystemFixture(
            new ScriptedModels(
                messages -> "Name: Ann, age: 7\n```json\n{\"city\": {\"name\": \"Bonn\"}}\n```"));
    parsing.seed("c", "x");

    RolloutOutcome outcome =
        parsing
            .make(
                """
                {'type':'pipeline','model':'lab/m','steps':[
                  {'id':'j','type':'llm','component':'c','parse':'json'},
                  {'id':'n','type':'llm','component':'c','parse':{'regex':'Name: (?P<name>\\\\w+), age: (?P<age>\\\\d+)'}},
                  {'id':'g','type':'llm','component':'c','parse':{'regex':'age: (\\\\d+)'}},
                  {'id':'w','type':'llm','component':'c','parse':{'regex':'A[a-z]+'}}],
                 'output':'{{steps.j.output.city.name}} {{steps.n.output}} {{steps.g.output}} {{steps.w.output}}'}
                """,
                CONTAINS)
            .rollOut(parsing.tasks(DATA))
            .getFirst();

    assertThat(outcome.error()).isNull();
    assertThat(outcome.output().stringValue())
        .isEqualTo("Bonn {\"age\":\"7\",\"name\":\"Ann\"} 7 Ann");
  }

  @Test
  void givesAValueItselfWhereTheOutputIsOnePlace() {
    RolloutOutcome outcome =
        rollOut(TWO_HOPS.replace("}]}\n", "}],'output':'{{steps.look.output}}'}\n"), withLang());

    assertThat(outcome.output().isArray()).isTrue();
  }

  @Test
  void postsToAToolWhatItsTemplatesMakeAndAsksItOnce() throws IOException {
    try (TestWebhook tool = new TestWebhook(request -> "{\"sum\": 3}")) {
      String pipeline =
          "{'type':'pipeline','model':'lab/m','steps':[{'id':'ask','type':'llm','component':'query'},{'id':'add','type':'http','url':'%s','body':{'q':'{{steps.ask.output}}','all':['{{input}}!','{{numbers}}'],'n':1}},{'id':'say','type':'llm','component':'final'}],'output':'{{steps.add.output.sum}}'}"
              .formatted(tool.url());
      String data = "{'input':'i','numbers':[1,2],'answer':'3','lang':'x'}";

      RolloutOutcome outcome = rollOut(pipeline, data);
      RolloutOutcome again = rollOut(pipeline, data);

      assertThat(outcome.output()).isEqualTo(Json.tree(3));
      assertThat(again).isEqualTo(outcome);
      assertThat(tool.requests()).hasSize(1);
      assertThat(tool.requests().getFirst().body())
          .isEqualTo("{\"q\":\"bonn\",\"all\":[\"i!\",[1,2]],\"n\":1}");
      assertThat(job.journal.toolCalls())
          .singleElement()
          .satisfies(call -> {
            assertThat(call.key().call()).isEqualTo("step-add/tool");
            assertThat(call.kind()).isEqualTo("tool");
          });
      assertThat(models.asked()).hasSize(2);
    }
  }

  @Test
  void failsTheRolloutWhereAToolAnswersWithAnError() throws IOException {
    try (TestWebhook tool = new TestWebhook(request -> "no JSON")) {
      RolloutOutcome outcome =
          rollOut(
              "{'type':'pipeline','model':'lab/m','steps':[{'id':'ask','type':'llm','messages':[{'role':'user','content':'{{component.query}}{{component.final}}'}]},{'id':'add','type':'http','url':'%s','body':{}}]}"
                  .formatted(tool.url()),
              withLang());

      assertThat(outcome.error().code()).isEqualTo("malformed");
      assertThat(outcome.error().detail()).startsWith("step add: ");
      assertThat(outcome.trace().at("/steps/1/error/code").stringValue()).isEqualTo("malformed");
    }
  }

  @Test
  void failsTheRolloutWhereAnOutputLacksAFieldThatIsNamed() {
    RolloutOutcome outcome =
        rollOut(TWO_HOPS.replace("output.0.title", "output.7.title"), withLang());

    assertThat(outcome.error())
        .isEqualTo(
            new CallError(
                "rejected",
                "step note: {{steps.look.output.7.title}} is used here, which that step's output"
                    + " has not"));
  }

  @Test
  void fillsStepsIntoComponentsWhoseSeedNamesThem() {
    job.seed("query", "SECRET-Q", "final", "Say {{steps.ask.output}}.");

    rollOut(TWO_HOPS, withLang());

    assertThat(models.asked().getLast().getFirst().content()).isEqualTo("Say bonn.");
  }

  @Test
  void tellsTheComponentsOfAStepThatItsReplyWasCutOff() {
    models.finishing("length");

    RolloutOutcome outcome = rollOut(TWO_HOPS, withLang());

    assertThat(outcome.error()).isNull();
    assertThat(outcome.records().get("query").values().get("Feedback").toString())
        .startsWith(
            "Step ask: The reply was cut off, because it reached the limit of its length.\n")
        .doesNotContain("Step say");
    assertThat(outcome.records().get("final").values().get("Feedback").toString())
        .startsWith("Step say: The reply was cut off");
  }

  @Test
  void tellsThatAReplyOfTheWrongFormatWasCutOff() {
    models.finishing("length");

    RolloutOutcome outcome =
        rollOut(
            TWO_HOPS.replace("'component':'query'", "'component':'query','parse':'json'"),
            withLang());

    assertThat(outcome.error().detail())
        .startsWith("step ask: The reply was cut off, because it reached the limit of its length.")
        .endsWith("one JSON value, alone or in a fenced block");
  }

  @Test
  void scoresNothingInEachObjectiveOfARolloutThatFails() {
    String composite =
        "{'type':'composite','parts':[{'name':'right','evaluator':{'type':'contains'}},{'name':'short','evaluator':{'type':'constraints','checks':[{'type':'max_words','value':50}]}}]}";
    String failing = TWO_HOPS.replace("'component':'query'", "'component':'query','parse':'json'");

    RolloutOutcome scored = job.make(TWO_HOPS, composite).rollOut(job.tasks(withLang())).getFirst();
    RolloutOutcome failed = job.make(failing, composite).rollOut(job.tasks(withLang())).getFirst();

    assertThat(scored.objectives()).isEqualTo(Map.of("right", 1.0, "short", 1.0));
    assertThat(failed.error()).isNotNull();
    assertThat(failed.objectives()).isEqualTo(Map.of("right", 0.0, "short", 0.0));
  }

  @Test
  void warnsOfAFieldThatTheJudgeIsShownAndPromptsAre() {
    job.seed("c", "x");
    String pipeline =
        "{'type':'pipeline','model':'lab/m','steps':[{'id':'a','type':'llm','messages':[{'role':'user','content':'{{component.c}} {{input}} {{answer}}'}]}]}";
    String judge =
        "{'type':'llm_judge','model':'lab/m','rubric':'Right is {{answer}} to {{input}}.'}";
    Faults faults = new Faults();

    assertThat(job.validate(pipeline, judge, faults, DATA))
        .extracting(Warning::code, warning -> warning.detail().split(" ")[0])
        .containsExactly(tuple("judged-field", "{{answer}}"));
    assertThat(job.validate(pipeline.replace(" {{answer}}", ""), judge, faults, DATA)).isEmpty();
    assertThat(faults.all()).isEmpty();
  }

  @Test
  void asksNoAnsweredStepAgain() {
    RolloutOutcome first = rollOut(TWO_HOPS, withLang());
    RolloutOutcome again = rollOut(TWO_HOPS, withLang());

    assertThat(again).isEqualTo(first);
    assertThat(models.asked()).hasSize(2);
    assertThat(job.journal.modelCalls().stream().map(call -> call.key().call()))
        .containsExactly("step-ask/answer", "step-say/answer");
  }

  @Test
  void readsBackWhatItWritesWithTheCorpusById() {
    String all =
        TWO_HOPS.replace(
            "}]}\n",
            "},{'id':'t','type':'http','url':'http://localhost/x','body':[1,'{{input}}'],'timeout':'PT5S'},{'id':'r','type':'llm','component':'final','model':'lab/other','parse':{'regex':'(a)'}},{'id':'j','type':'llm','component':'final','parse':'json'}]}\n");
    SystemSpec spec = job.read(all);

    String written = Json.write(spec);
    Faults faults = Faults.ofAccepted();
    SystemSpec kept =
        job.systems.read(
            Fields.of(Json.parse("{\"system\": " + written + "}"), "", faults),
            "system",
            new LinkedHashSet<>(job.seed.names()));

    assertThat(faults.all()).isEmpty();
    assertThat(kept).isEqualTo(spec);
    assertThat(job.read(written)).isEqualTo(spec);
    assertThat(spec.corpora()).containsExactly(KnownCorpora.WIKI);
    assertThat(written).contains("\"corpus\":\"" + KnownCorpora.WIKI + "\"", "\"parse\":\"text\"");
  }

  @Test
  void showsTheFirstMessagesAsFarAsTheyAreKnown() {
    List<ChatMessage> messages =
        job.systems.firstMessages(
            job.read(
                "{'type':'pipeline','model':'lab/m','steps':[{'id':'look','type':'retrieve','corpus':'wiki','query':'{{input}}'},{'id':'say','type':'llm','messages':[{'role':'user','content':'{{component.query}} {{steps.look.output}}'}]}]}"),
            job.seed,
            SystemFixture.examples(DATA).getFirst());

    assertThat(messages)
        .containsExactly(new ChatMessage("user", "SECRET-Q ask {{steps.look.output}}"));
  }

  @Test
  void failsTheRolloutWhoseStepsPutOutMoreAndMore() {
    StringBuilder steps =
        new StringBuilder("{'id':'s0','type':'template','template':'xxxxxxxxxx'}");
    for (int i = 1; i < 10; i++) {
      String twenty = ("{{steps.s" + (i - 1) + ".output}}").repeat(20);
      steps.append(",{'id':'s%d','type':'template','template':'%s'}".formatted(i, twenty));
    }

    RolloutOutcome outcome = rollOut("{'type':'pipeline','steps':[" + steps + "]}", DATA);

    assertThat(outcome.score()).isZero();
    assertThat(outcome.error())
        .isEqualTo(
            new CallError(
                "too-long",
                "step s5: a text became longer than 4,000,000 characters by what was filled in"));
    assertThat(outcome.trace().get("steps")).hasSize(6);
    assertThat(outcome.feedback().json().stringValue()).contains("4,000,000");
  }

  @Test
  void failsTheRolloutWhoseStepsPutOutTooMuchTogether() {
    String million = "y".repeat(900_000);
    StringBuilder steps = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      steps.append(
          "%s{'id':'s%d','type':'template','template':'%s'}"
              .formatted(i == 0 ? "" : ",", i, million));
    }

    RolloutOutcome outcome = rollOut("{'type':'pipeline','steps':[" + steps + "]}", DATA);

    assertThat(outcome.error())
        .isEqualTo(
            new CallError(
                "too-long",
                "step s4: what the steps were given and put out became longer than 4,000,000 characters"));
    assertThat(outcome.trace().at("/steps/4/output").isNull()).isTrue();
  }

  @Test
  void postsNoBodyThatGrewTooLong() {
    String many = "'{{steps.s.output}}',".repeat(1_000);

    RolloutOutcome outcome =
        rollOut(
            "{'type':'pipeline','steps':[{'id':'s','type':'template','template':'%s'},{'id':'h','type':'http','url':'http://localhost:9','body':{'x':[%s'']}}]}"
                .formatted("z".repeat(10_000), many),
            DATA);

    assertThat(outcome.error())
        .isEqualTo(
            new CallError("too-long", "step h: the body became longer than 4,000,000 characters"));
    assertThat(outcome.trace().at("/steps/1/input").isNull()).isTrue();
  }

  @Test
  void asksNoModelWithMessagesThatGrewTooLong() {
    String message = "{'role':'user','content':'{{component.final}}{{steps.s.output}}'}";

    RolloutOutcome outcome =
        rollOut(
            "{'type':'pipeline','model':'lab/m','steps':[{'id':'s','type':'template','template':'%s'},{'id':'m','type':'llm','messages':[%s,%s,%s,%s,%s]}]}"
                .formatted("z".repeat(900_000), message, message, message, message, message),
            withLang());

    assertThat(outcome.error())
        .isEqualTo(
            new CallError(
                "too-long", "step m: the prompt became longer than 4,000,000 characters"));
    assertThat(models.asked()).isEmpty();
  }

  private static String withLang() {
    return DATA.replace("'answer'", "'lang':'Latin','answer'");
  }

  private RolloutOutcome rollOut(String system, String data) {
    return job.make(system, CONTAINS).rollOut(job.tasks(data)).getFirst();
  }
}
