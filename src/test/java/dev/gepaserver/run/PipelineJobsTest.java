package dev.gepaserver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gepaserver.common.Json;
import dev.gepaserver.testing.Service;
import dev.gepaserver.testing.TestDatabase;
import dev.gepaserver.testing.World;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Pipelines and judges through the whole service. */
class PipelineJobsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String FENCE = "```";

  /** Stands in each text of the first component, and nowhere else. */
  private static final String ALPHA = "ALPHA";

  /** The same of the second component. */
  private static final String OMEGA = "OMEGA";

  private final TestDatabase.Access database = TestDatabase.create();
  private final AtomicInteger finals = new AtomicInteger();
  private final CountDownLatch release = new CountDownLatch(1);
  private volatile int answeredFinals = Integer.MAX_VALUE;
  private World world;
  private Service service;

  @BeforeEach
  void open() throws IOException {
    world = new World();
    world.model(
        "writer",
        prompt ->
            FENCE
                + "\n"
                + (prompt.contains(ALPHA) ? ALPHA : OMEGA)
                + prompt.length()
                + "\n"
                + FENCE);
    world.model("hop", text -> "query " + Math.floorMod(text.hashCode(), 5));
    world.model("final", this::answer);
    world.model(
        "judge",
        text ->
            "{\"reason\": \"so so\", \"score\": %d}".formatted(Math.floorMod(text.hashCode(), 11)));
    world.hook("look", request -> Json.write(Json.object().put("text", "on " + request.get("q"))));
    service = Service.on(database, world.settings());
  }

  @AfterEach
  void close() {
    service.close();
    world.close();
  }

  private String answer(String text) {
    if (finals.incrementAndGet() > answeredFinals) {
      try {
        release.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return "queue " + Math.floorMod(text.hashCode(), 3);
  }

  @Test
  void showsEveryStepOfEachRolloutAndReflectsOnEachComponentByItself() {
    JsonNode view = service.settled(service.submit(job("two-hops")));
    String path = "/jobs/" + view.get("id").stringValue();
    List<JsonNode> rollouts = service.all(path + "/rollouts");
    List<JsonNode> reflections = service.all(path + "/reflections");

    assertThat(view.get("status").stringValue()).as(view.toString()).isEqualTo("COMPLETED");
    assertThat(rollouts).hasSize(view.at("/progress/rollouts").intValue());
    for (JsonNode rollout : rollouts) {
      JsonNode steps = rollout.at("/trace/steps");
      assertThat(steps.valueStream().map(step -> step.get("id").stringValue()))
          .containsExactly("ask", "look", "say");
      assertThat(steps.at("/0/input/0/content").stringValue()).startsWith(ALPHA);
      assertThat(steps.at("/0/output").stringValue()).startsWith("query ");
      assertThat(steps.at("/1/input/q")).isEqualTo(steps.at("/0/output"));
      assertThat(steps.at("/1/output/text").stringValue()).startsWith("on ");
      assertThat(steps.at("/2/output")).isEqualTo(rollout.get("output"));
    }
    assertThat(reflections)
        .extracting(reflection -> reflection.get("component").stringValue())
        .contains("first", "second");
    for (JsonNode reflection : reflections) {
      boolean first = reflection.get("component").stringValue().equals("first");
      assertThat(reflection.get("prompt").stringValue())
          .contains(first ? ALPHA : OMEGA)
          .doesNotContain(first ? OMEGA : ALPHA);
    }
  }

  @Test
  void countsJudgesAndToolsAndTellsThePartsOfACompositeOnTheFront() {
    ObjectNode job = job("composite");
    composite(job);
    job.putObject("search").put("frontier", "hybrid");

    JsonNode view = service.settled(service.submit(job));
    String path = "/jobs/" + view.get("id").stringValue();
    int rollouts = view.at("/progress/rollouts").intValue();

    assertThat(view.get("status").stringValue()).as(view.toString()).isEqualTo("COMPLETED");
    assertThat(view.at("/usage/judge/calls").intValue()).isEqualTo(2 * rollouts);
    assertThat(view.at("/usage/task/calls").intValue()).isEqualTo(2 * rollouts);
    assertThat(view.at("/usage/webhook/calls").intValue()).isEqualTo(rollouts);
    for (JsonNode rollout : service.all(path + "/rollouts")) {
      double right = rollout.at("/objectives/right").doubleValue();
      double style = rollout.at("/objectives/style").doubleValue();
      assertThat(rollout.get("score").doubleValue()).isEqualTo(0.75 * right + 0.25 * style);
      assertThat(rollout.get("feedback").stringValue())
          .contains("right (score ", "style (score ", "The judge says: \n- (");
    }
    assertThat(service.get(path + "/pareto").get("keys").valueStream())
        .extracting(key -> key.path("objective").asString(""))
        .contains("right", "style");
    assertThat(service.all(path + "/model-calls"))
        .filteredOn(call -> call.get("role").stringValue().equals("judge"))
        .hasSize(2 * rollouts);
  }

  @Test
  void asksNoAnsweredStepAgainAfterARestartInTheMiddleOfRollouts() {
    answeredFinals = 10;
    String id = service.submit(job("restart"));
    await().atMost(PATIENCE).until(() -> finals.get() > answeredFinals);

    service.close();
    answeredFinals = Integer.MAX_VALUE;
    release.countDown();
    service = Service.on(database, world.settings());
    JsonNode view = service.settled(id);

    assertThat(view.get("status").stringValue()).as(view.toString()).isEqualTo("COMPLETED");
    List<JsonNode> calls = service.all("/jobs/" + id + "/model-calls");
    assertThat(asked("hop")).isEqualTo(kept(calls, "hop"));
    assertThat(world.posts()).hasSize(view.at("/usage/webhook/calls").intValue());
    int inDoubt = view.at("/usage/inDoubtCalls").intValue();
    assertThat(inDoubt).isBetween(1, 4);
    assertThat(asked("final")).isEqualTo(kept(calls, "final") + inDoubt);
  }

  @Test
  void warnsOfASimulatedJudgeAndRefusesABudgetOfMoneyWhereTheJudgesPriceIsUnknown() {
    ObjectNode simulated = job("simulated");
    simulated
        .putObject("evaluator")
        .put("type", "llm_judge")
        .put("model", "simulated/judge")
        .put("rubric", "Be right.");
    ObjectNode unpriced = simulated.deepCopy();
    ((ObjectNode) unpriced.get("evaluator")).put("model", "lab/judge");
    ((ObjectNode) unpriced.get("system")).put("model", "simulated/worker");
    ((ObjectNode) unpriced.get("reflection")).put("model", "simulated/reflector");
    unpriced.at("/system/steps").forEach(step -> ((ObjectNode) step).remove("model"));
    ((ObjectNode) unpriced.get("budget")).put("maxCostUsd", 1);

    JsonNode validated =
        Json.parse(service.send("POST", "/jobs/validate", Json.write(simulated)).body());
    JsonNode refused =
        Json.parse(service.send("POST", "/jobs/validate", Json.write(unpriced)).body());

    assertThat(validated.get("warnings").toString()).contains("simulated/judge only simulates");
    assertThat(validated.at("/spec/evaluator/promptTemplate").stringValue()).contains("{{rubric}}");
    assertThat(refused.get("errors"))
        .singleElement()
        .satisfies(fault -> {
          assertThat(fault.get("pointer").stringValue()).isEqualTo("/budget/maxCostUsd");
          assertThat(fault.get("detail").stringValue()).contains("lab/judge");
        });
  }

  private int asked(String model) {
    return (int)
        world.chats().stream()
            .filter(chat -> chat.get("model").stringValue().equals(model))
            .count();
  }

  private static int kept(List<JsonNode> calls, String model) {
    return (int)
        calls.stream().filter(call -> call.get("model").stringValue().equals(model)).count();
  }

  private static void composite(ObjectNode job) {
    ArrayNode parts = job.putObject("evaluator").put("type", "composite").putArray("parts");
    parts
        .addObject()
        .put("name", "right")
        .put("weight", 3)
        .putObject("evaluator")
        .put("type", "contains")
        .put("expected", "queue {{answer}}");
    parts
        .addObject()
        .put("name", "style")
        .putObject("evaluator")
        .put("type", "llm_judge")
        .put("model", "lab/judge")
        .put("rubric", "Is it short?")
        .put("samples", 2);
  }

  private ObjectNode job(String name) {
    ObjectNode job = Json.object().put("name", name);
    job.putObject("seedCandidate").put("first", ALPHA + " ask").put("second", OMEGA + " say");
    for (String set : List.of("trainset", "valset")) {
      ArrayNode examples = job.putArray(set);
      for (int i = 0; i < 4; i++) {
        examples.addObject().put("input", set + " " + i).put("answer", i % 3);
      }
    }
    ObjectNode system = job.putObject("system").put("type", "pipeline").put("model", "lab/hop");
    ArrayNode steps = system.putArray("steps");
    llm(steps, "ask", "hop", "{{component.first}} {{input}}");
    steps
        .addObject()
        .put("id", "look")
        .put("type", "http")
        .put("url", world.url("look"))
        .putObject("body")
        .put("q", "{{steps.ask.output}}");
    llm(steps, "say", "final", "{{component.second}} {{input}} {{steps.look.output.text}}");
    job.putObject("evaluator").put("type", "contains").put("expected", "queue {{answer}}");
    job.putObject("reflection").put("model", "lab/writer");
    job.putObject("budget").put("maxRollouts", 60);
    job.putObject("execution").put("maxConcurrency", 4);
    return job;
  }

  private static void llm(ArrayNode steps, String id, String model, String content) {
    steps
        .addObject()
        .put("id", id)
        .put("type", "llm")
        .put("model", "lab/" + model)
        .putArray("messages")
        .addObject()
        .put("role", "user")
        .put("content", content);
  }
}
