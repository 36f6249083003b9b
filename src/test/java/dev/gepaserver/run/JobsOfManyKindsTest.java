package dev.gepaserver.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Json;
import dev.gepaserver.testing.Service;
import dev.gepaserver.testing.TestDatabase;
import dev.gepaserver.testing.World;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Odd data, odd scores and odd answers, each through the whole service. */
class JobsOfManyKindsTest {

  private static final String FENCE = "```";
  private static World world;
  private static TestDatabase.Access database;
  private static Service service;

  @BeforeAll
  static void open() throws IOException {
    world = new World();
    database = TestDatabase.create();
    service = Service.on(database, world.settings());
    world.model(
        "better", prompt -> "So be it.\n" + FENCE + "\nbetter " + prompt.length() + "\n" + FENCE);
  }

  @AfterAll
  static void close() {
    service.close();
    world.close();
  }

  @Test
  void endsWellWithOneValidationExample() {
    world.hook("one-val", scored(request -> length(request) % 7));
    ObjectNode job = job("one-val", "better", 4);
    job.putArray("valset").addObject().put("input", "v");

    JsonNode view = run(job);

    assertThat(view.get("status").stringValue()).isEqualTo("COMPLETED");
    assertThat(service.get(path(view) + "/best").get("valScores")).hasSize(1);
  }

  @Test
  void endsWellWithATrainingSetSmallerThanTheMinibatch() {
    world.hook("small", scored(request -> length(request) % 5));

    JsonNode view = run(job("small", "better", 2));

    assertThat(view.get("status").stringValue()).isEqualTo("COMPLETED");
    JsonNode iteration = service.all(path(view) + "/iterations").getFirst();
    assertThat(iteration.at("/proposals/0/minibatch")).hasSize(3);
    assertThat(service.all(path(view) + "/rollouts"))
        .hasSize(view.at("/progress/rollouts").intValue());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, -3, 1e100, -1e100, 5e-324})
  void endsWellWhereAllScoresAreEqual(double score) {
    world.hook("equal" + score, scored(request -> score));

    JsonNode view = run(job("equal" + score, "better", 4));

    assertThat(view.get("status").stringValue()).as(view.toString()).isEqualTo("COMPLETED");
    assertThat(view.at("/progress/seedScore").doubleValue()).isEqualTo(score);
    assertThat(view.at("/progress/candidates").intValue()).isEqualTo(1);
  }

  @Test
  void endsWellWithNegativeAndHugeScoresMixed() {
    world.hook("huge", scored(request -> length(request) % 2 == 0 ? -1e100 : 1e100));

    JsonNode view = run(job("huge", "better", 4));

    assertThat(view.get("status").stringValue()).isEqualTo("COMPLETED");
    assertThat(service.get(path(view) + "/pareto").get("keys")).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "\"NaN\"", "1e999", "-1e101", "null", "\"0.5\"", "[1]", "true"})
  void scoresZeroAndTellsWhyWhereAWebhookGivesNoScore(String score) {
    String hook = "bad-score-" + Math.abs(score.hashCode());
    world.hook(
        hook,
        request ->
            "{\"results\": [{\"id\": %s, \"score\": %s}]}"
                .formatted(Json.write(request.at("/examples/0/id")), score));

    ObjectNode job = job(hook, "better", 3);
    job.putObject("execution").put("maxFailedShare", 1);

    JsonNode view = run(job);

    assertThat(view.get("status").stringValue()).as(view.toString()).isEqualTo("COMPLETED");
    JsonNode rollout = service.all(path(view) + "/rollouts").getFirst();
    assertThat(rollout.get("score").doubleValue()).isZero();
    assertThat(rollout.at("/error/code").stringValue()).isEqualTo("malformed");
    assertThat(rollout.get("feedback").stringValue()).containsAnyOf("score", "no JSON");
  }

  @Test
  void failsARolloutThatCostMoreThanItMayAndCountsWhatItCost() {
    world.hook("dear", dear(0.2));
    ObjectNode job = job("dear", "better", 3);
    ((ObjectNode) job.get("system")).put("maxCostPerRollout", 0.1);
    job.putObject("execution").put("maxFailedShare", 1);
    ((ObjectNode) job.get("budget")).put("maxIterations", 1);

    JsonNode view = run(job);

    List<JsonNode> rollouts = service.all(path(view) + "/rollouts");
    assertThat(rollouts)
        .isNotEmpty()
        .allMatch(r -> r.at("/error/code").asString("").equals("cost-exceeded"));
    assertThat(view.at("/usage/webhook/costUsd").decimalValue())
        .isEqualByComparingTo(new BigDecimal("0.2").multiply(BigDecimal.valueOf(rollouts.size())));
  }

  private static Function<JsonNode, String> dear(double costUsd) {
    return request ->
        "{\"results\": [{\"id\": %s, \"score\": 1, \"costUsd\": %s}]}"
            .formatted(Json.write(request.at("/examples/0/id")), costUsd);
  }

  @Test
  void failsInTheWordsOfTheLastFailureWhereASystemIsDead() {
    world.hook(
        "dead",
        request -> {
          throw new IllegalStateException("the system is dead");
        });

    JsonNode view = run(job("dead", "better", 12));

    assertThat(view.get("status").stringValue()).as(view.toString()).isEqualTo("FAILED");
    assertThat(view.at("/error/code").stringValue()).isEqualTo("rollouts-failing");
    assertThat(view.at("/error/detail").stringValue())
        .startsWith("12 of the last 12 rollouts failed, more than the share of 0.5")
        .contains("The last one: ", "the system is dead");
    assertThat(service.all(path(view) + "/iterations")).isEmpty();
  }

  @Test
  void bearsTheShareOfFailuresThatItIsTold() {
    world.hook(
        "moody",
        request -> {
          if (Integer.parseInt(request.at("/examples/0/id").stringValue()) < 6) {
            throw new IllegalStateException("in no mood");
          }
          return scored(r -> 0.5).apply(request);
        });
    ObjectNode job = job("moody", "better", 12);
    job.set("budget", Json.object().put("maxIterations", 1));

    assertThat(run(job).get("status").stringValue()).isEqualTo("COMPLETED");

    job.putObject("execution").put("maxFailedShare", 0.4);
    JsonNode view = run(job);
    assertThat(view.at("/error/code").stringValue()).isEqualTo("rollouts-failing");
    assertThat(view.at("/error/detail").stringValue()).startsWith("6 of the last 12 rollouts");
  }

  @Test
  void goesOnAfterAResumeWhereTheSystemIsMended() {
    AtomicBoolean mended = new AtomicBoolean();
    world.hook(
        "mended",
        request -> {
          if (!mended.get()) {
            throw new IllegalStateException("broken");
          }
          return scored(r -> 0.5).apply(request);
        });
    JsonNode failed = run(job("mended", "better", 12));
    assertThat(failed.at("/error/code").stringValue()).isEqualTo("rollouts-failing");

    mended.set(true);
    service.send("POST", path(failed) + "/resume", null);

    JsonNode view = service.settled(failed.get("id").stringValue());
    assertThat(view.get("status").stringValue()).as(view.toString()).isEqualTo("COMPLETED");
    assertThat(view.at("/progress/iteration").intValue()).isEqualTo(6);
    assertThat(view.at("/progress/seedScore").doubleValue()).isEqualTo(0.5);
  }

  @Test
  void doesTheWholeIterationAgainInWhichASystemBroke() {
    AtomicInteger calls = new AtomicInteger();
    world.hook(
        "broke",
        request -> {
          int call = calls.incrementAndGet();
          if (call > 12 && call <= 24) {
            throw new IllegalStateException("broken for a while");
          }
          return scored(r -> 0.5).apply(request);
        });
    JsonNode failed = run(job("broke", "better", 12));
    assertThat(failed.at("/error/code").stringValue()).isEqualTo("rollouts-failing");
    int open = failed.at("/progress/iteration").intValue() + 1;
    assertThat(open).isGreaterThan(1);

    service.send("POST", path(failed) + "/resume", null);

    JsonNode view = service.settled(failed.get("id").stringValue());
    assertThat(view.get("status").stringValue()).as(view.toString()).isEqualTo("COMPLETED");
    assertThat(service.all(path(view) + "/rollouts"))
        .filteredOn(rollout -> rollout.get("iteration").intValue() == open)
        .isNotEmpty()
        .allMatch(rollout -> rollout.get("error").isNull());
  }

  @Test
  void warnsOfEachPartOfTheBudgetOnce() {
    world.hook("warned", scored(request -> 0.5));
    ObjectNode job = job("warned", "better", 4);
    job.set("budget", Json.object().put("maxRollouts", 40));

    JsonNode view = run(job);
    List<JsonNode> warnings =
        service.all(path(view) + "/events").stream()
            .filter(event -> event.get("type").stringValue().equals("budget.warning"))
            .toList();

    assertThat(warnings)
        .extracting(event -> event.at("/data/percent").intValue())
        .containsExactly(50, 80, 100);
    assertThat(warnings.getFirst().get("data"))
        .isEqualTo(
            Json.parse("{\"limit\": \"maxRollouts\", \"percent\": 50, \"used\": 22, \"of\": 40}"));
  }

  @Test
  void keepsTheOrderOfComponentsAfterARestartToo() {
    world.hook("order", scored(request -> length(request) % 11));
    ObjectNode job = job("order", "better", 4);
    ObjectNode seed = job.putObject("seedCandidate");
    seed.put("zebra", "z").put("apple", "a").put("mango", "m").put("banana", "b");

    JsonNode view = run(job);
    service.close();
    service = Service.on(database, world.settings());

    List<String> expected = List.of("zebra", "apple", "mango", "banana");
    for (JsonNode candidate : service.all(path(view) + "/candidates")) {
      assertThat(candidate.get("components").propertyNames()).containsExactlyElementsOf(expected);
    }
    assertThat(service.get(path(view) + "/spec").get("seedCandidate").propertyNames())
        .containsExactlyElementsOf(expected);
    assertThat(
            service.all(path(view) + "/iterations").stream()
                .map(i -> i.at("/proposals/0/components/0").stringValue())
                .limit(1))
        .containsExactly("zebra");
  }

  @Test
  void keepsAnswersWithNulAndLoneSurrogatesInAStorableForm() {
    String odd = "a\\u0000b\\ud800c\\udc00d";
    world.hook(
        "odd",
        request ->
            "{\"results\": [{\"id\": %s, \"score\": 0.25, \"output\": {\"%s\": \"%s\"}, \"feedback\": \"%s\", \"trace\": \"%s\"}]}"
                .formatted(Json.write(request.at("/examples/0/id")), odd, odd, odd, odd));
    world.model("odd", prompt -> "x\u0000y\n" + FENCE + "\nnew \u0000 text\n" + FENCE);

    JsonNode view = run(job("odd", "odd", 3));

    assertThat(view.get("status").stringValue()).as(view.toString()).isEqualTo("COMPLETED");
    JsonNode rollout = service.all(path(view) + "/rollouts").getFirst();
    assertThat(rollout.get("feedback").stringValue()).isEqualTo("a\uFFFDb\uFFFDc\uFFFDd");
    JsonNode reflection = service.all(path(view) + "/reflections").getFirst();
    assertThat(reflection.get("prompt").stringValue()).contains("a\uFFFDb\uFFFDc\uFFFDd");
    assertThat(reflection.get("newText").stringValue()).isEqualTo("new \uFFFD text");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "I cannot help with that.",
        "",
        "<think>\n```\nonly thought\n```\n</think>",
        "```\n\n```",
        "``` no second fence"
      })
  void failsWhereFiveIterationsGiveNoUsableReflection(String reply) {
    String name = "useless" + Math.abs(reply.hashCode());
    world.model(name, prompt -> reply);
    world.hook(name, scored(request -> 0.5));

    JsonNode view = run(job(name, name, 4));

    assertThat(view.get("status").stringValue()).isEqualTo("FAILED");
    assertThat(view.at("/error/code").stringValue()).isEqualTo("reflection-failing");
    assertThat(view.at("/error/detail").stringValue()).contains("The last one: ");
    assertThat(view.at("/progress/candidates").intValue()).isEqualTo(1);
    assertThat(service.all(path(view) + "/iterations")).hasSize(5);
    assertThat(service.all(path(view) + "/reflections"))
        .hasSize(15)
        .allSatisfy(r -> assertThat(r.get("status").stringValue()).isEqualTo("unusable"));
  }

  @Test
  void failsWhereTheFrontierNeedsObjectivesThatNobodyGives() {
    world.hook("no-objectives", scored(request -> 0.5));
    ObjectNode job = job("no-objectives", "better", 3);
    job.putObject("search").put("frontier", "hybrid");

    JsonNode view = run(job);

    assertThat(view.get("status").stringValue()).isEqualTo("FAILED");
    assertThat(view.at("/error/code").stringValue()).isEqualTo("objectives-missing");
  }

  @Test
  void failsAtOnceInTheProvidersWordsWhereTheModelIsUnknown() {
    world.hook("unknown-model", scored(request -> 0.5));

    JsonNode view = run(job("unknown-model", "nobody-knows-it", 3));

    assertThat(view.get("status").stringValue()).isEqualTo("FAILED");
    assertThat(view.at("/error/code").stringValue()).isEqualTo("model-unknown");
    assertThat(view.at("/error/detail").stringValue())
        .contains("there is no model nobody-knows-it");
  }

  @Test
  void testsSeedAndBestOnHeldOutExamplesOutsideTheBudget() {
    world.hook(
        "held-out",
        scored(
            request -> request.at("/candidate/prompt").stringValue().startsWith("better") ? 1 : 0));
    ObjectNode job = job("held-out", "better", 3);
    job.putArray("testset").addObject().put("input", "t1");

    JsonNode view = run(job);

    assertThat(view.at("/test/seedScore").doubleValue()).isZero();
    assertThat(view.at("/test/bestScore").doubleValue()).isEqualTo(1);
    assertThat(service.all(path(view) + "/rollouts?stage=test")).hasSize(2);
    assertThat(service.all(path(view) + "/rollouts"))
        .hasSize(view.at("/progress/rollouts").intValue() + 2);
  }

  @Test
  void rollsOutAnArtifactWithoutRunningAnything() {
    world.model("coder", prompt -> FENCE + "python\nprint('wanted')\n" + FENCE);
    ObjectNode job = job("unused", "coder", 3);
    job.remove("trainset");
    job.putObject("system").put("type", "artifact");
    job.putObject("evaluator").put("type", "contains").put("expected", "wanted");

    JsonNode view = run(job);

    assertThat(view.get("status").stringValue()).as(view.toString()).isEqualTo("COMPLETED");
    assertThat(view.at("/progress/bestScore").doubleValue()).isEqualTo(1);
    assertThat(service.get(path(view) + "/best").at("/components/prompt").stringValue())
        .isEqualTo("print('wanted')");
  }

  private static JsonNode run(ObjectNode job) {
    return service.settled(service.submit(job));
  }

  private static String path(JsonNode view) {
    return "/jobs/" + view.get("id").stringValue();
  }

  private static int length(JsonNode request) {
    return Json.write(request.get("candidate")).length();
  }

  private static java.util.function.Function<JsonNode, String> scored(
      ToDoubleFunction<JsonNode> score) {
    return request -> {
      ObjectNode answer = Json.object();
      ArrayNode results = answer.putArray("results");
      for (JsonNode example : request.get("examples")) {
        ObjectNode result = results.addObject();
        result.set("id", example.get("id"));
        result.put("score", score.applyAsDouble(request)).put("feedback", "so so");
      }
      return Json.write(answer);
    };
  }

  private static ObjectNode job(String hook, String model, int examples) {
    ObjectNode job = Json.object().put("name", hook);
    job.putObject("seedCandidate").put("prompt", "Do it.");
    ArrayNode train = job.putArray("trainset");
    for (int i = 0; i < examples; i++) {
      train.addObject().put("input", "example " + i);
    }
    job.putObject("system").put("type", "http").put("url", world.url(hook));
    job.putObject("reflection").put("model", "lab/" + model).put("skipPerfectScore", false);
    job.putObject("budget").put("maxIterations", 6);
    return job;
  }
}
