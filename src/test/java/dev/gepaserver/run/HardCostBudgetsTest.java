package dev.gepaserver.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Json;
import dev.gepaserver.testing.Service;
import dev.gepaserver.testing.TestDatabase;
import dev.gepaserver.testing.World;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Random jobs with simulated prices: none costs more than its hard budget. */
class HardCostBudgetsTest {

  private static final Pattern LEAST = Pattern.compile("must be at least ([0-9.]+)\\.");
  private static final List<String> SAMPLINGS =
      List.of(
          "{\"type\": \"single\"}",
          "{\"type\": \"same_parent\", \"n\": 2}",
          "{\"type\": \"independent\", \"n\": 3}",
          "{\"type\": \"pxn\", \"p\": 2, \"n\": 2}");

  private static final String MOST_OF_A_HOOK = "0.01";

  private static World world;
  private static TestDatabase.Access database;
  private static Service service;

  @BeforeAll
  static void open() throws IOException {
    world = new World();
    world.hook("scores", HardCostBudgetsTest::scoresAtACost);
    database = TestDatabase.create();
    List<String> settings = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      String provider = "gepa.providers.sim" + i;
      settings.add(provider + ".type=simulated");
      for (String model : List.of("worker", "reflector")) {
        String price = provider + ".prices." + model;
        settings.add(price + ".input-usd-per-million=" + List.of("0.15", "2.5", "40").get(i));
        settings.add(price + ".output-usd-per-million=" + List.of("0.6", "10", "1").get(i));
      }
    }
    settings.add("gepa.providers.sim2.fault-rate=0.02");
    settings.add("gepa.providers.sim1.prices.worker.cached-input-usd-per-million=3");
    service = Service.on(database, settings.toArray(String[]::new));
  }

  @AfterAll
  static void close() {
    service.close();
    world.close();
  }

  /** Mostly less than the most, and sometimes all of it. */
  private static String scoresAtACost(JsonNode request) {
    ObjectNode answer = (ObjectNode) Json.parse(HookJobs.scores(request));
    BigDecimal most = new BigDecimal(MOST_OF_A_HOOK);
    for (JsonNode result : answer.get("results")) {
      BigDecimal share = BigDecimal.valueOf(25L * (1 + Math.floorMod(result.hashCode(), 4)), 2);
      ((ObjectNode) result).put("costUsd", most.multiply(share));
    }
    return Json.write(answer);
  }

  @Test
  void keepTwentyRandomJobsWithinTheirBudgets() {
    keepWithinTheirBudgets(0, 20);
  }

  @Test
  @Tag("slow")
  void keepTwoHundredRandomJobsWithinTheirBudgets() {
    keepWithinTheirBudgets(20, 200);
  }

  private static void keepWithinTheirBudgets(int first, int jobs) {
    Map<String, ObjectNode> submitted = new HashMap<>();
    for (int i = first; i < first + jobs; i++) {
      ObjectNode job = job(new Random(i));
      submitted.put(service.submit(job), job);
    }

    Map<String, Integer> reasons = new HashMap<>();
    submitted.forEach((id, job) -> {
      JsonNode view = service.settled(id);
      assertThat(view.get("status").stringValue()).as(view.toString()).isEqualTo("COMPLETED");
      assertWithin(job, view);
      assertThat(Ledger.of(database, id)).isEqualTo(Ledger.shown(view.get("usage")));
      reasons.merge(view.get("stopReason").stringValue(), 1, Integer::sum);
    });
    assertThat(reasons.keySet()).isSubsetOf("hard_budget", "max_iterations", "target_score");
    assertThat(reasons.get("hard_budget")).as(reasons.toString()).isGreaterThan(jobs / 4);
  }

  private static void assertWithin(ObjectNode job, JsonNode view) {
    BigDecimal spent = view.at("/usage/costUsd").decimalValue();
    assertThat(spent)
        .as(job.toString())
        .isPositive()
        .isLessThanOrEqualTo(job.at("/budget/maxCostUsd").decimalValue());
    if (job.has("testset")) {
      assertThat(view.get("test").get("seedScore").isNumber()).isTrue();
    }
    JsonNode mostOnReflection = job.at("/budget/maxReflectionCostUsd");
    if (mostOnReflection.isNumber()) {
      assertThat(view.at("/usage/reflection/costUsd").decimalValue())
          .isLessThanOrEqualTo(mostOnReflection.decimalValue());
    }
  }

  private static ObjectNode job(Random random) {
    ObjectNode job = Json.object().put("name", "random");
    ObjectNode seed = job.putObject("seedCandidate").put("first", "Route it. {{topic}}");
    if (random.nextBoolean()) {
      seed.put("second", "If the text mentions \"card\", answer BILLING.");
    }
    examples(job, "trainset", 2 + random.nextInt(6), random);
    if (random.nextInt(3) > 0) {
      examples(job, "valset", 1 + random.nextInt(6), random);
    }
    if (random.nextBoolean()) {
      examples(job, "testset", 1 + random.nextInt(5), random);
    }
    ObjectNode system = job.putObject("system").put("type", "prompt");
    system.set("model", model(random, "worker", 1 + random.nextInt(200)));
    if (seed.size() > 1) {
      ArrayNode messages = system.putArray("messages");
      messages.addObject().put("role", "system").put("content", "{{component.first}}");
      messages
          .addObject()
          .put("role", "user")
          .put("content", "{{component.second}} {{input}} {{component.first}}");
    }
    job.putObject("evaluator").put("type", "contains");
    if (random.nextInt(4) == 0) {
      job.remove("evaluator");
      job.putObject("system")
          .put("type", "http")
          .put("url", world.url("scores"))
          .put("maxCostPerRollout", new BigDecimal(MOST_OF_A_HOOK));
    }
    ObjectNode reflection = job.putObject("reflection");
    reflection.set("model", model(random, "reflector", 50 + random.nextInt(2000)));
    reflection
        .put("minibatchSize", 1 + random.nextInt(4))
        .put("attempts", 1 + random.nextInt(4))
        .put("maxConsecutiveFailures", 1000)
        .put("maxPromptLength", 1000 + random.nextInt(30_000))
        .put("showRejected", random.nextInt(3))
        .put("componentSelector", random.nextBoolean() ? "all" : "round_robin");
    if (random.nextBoolean()) {
      reflection.put("maxTextLength", 100 + random.nextInt(2000));
    }
    ObjectNode search = job.putObject("search").put("seed", random.nextInt(1000));
    search.set("sampling", Json.parse(SAMPLINGS.get(random.nextInt(SAMPLINGS.size()))));
    search.putObject("merge").put("enabled", random.nextBoolean());
    search.put("cacheEvaluations", random.nextBoolean());
    ObjectNode budget = job.putObject("budget").put("hard", true).put("maxIterations", 40);
    BigDecimal least = least(job);
    BigDecimal factor = BigDecimal.valueOf(1 + 3 * random.nextDouble());
    budget.put("maxCostUsd", random.nextInt(10) == 0 ? least : least.multiply(factor));
    if (random.nextInt(4) == 0) {
      budget.put("maxReflectionCostUsd", least);
    }
    return job;
  }

  /** What is told to a job that has far too little. */
  private static BigDecimal least(ObjectNode job) {
    ObjectNode poor = job.deepCopy();
    ((ObjectNode) poor.get("budget")).put("maxCostUsd", new BigDecimal("0.000000001"));
    HttpResponse<String> answer = service.send("POST", "/jobs/validate", Json.write(poor));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    JsonNode fault = Json.parse(answer.body()).at("/errors/0");
    assertThat(fault.get("pointer").stringValue()).isEqualTo("/budget/maxCostUsd");
    Matcher least = LEAST.matcher(fault.get("detail").stringValue());
    assertThat(least.find()).as(answer.body()).isTrue();
    return new BigDecimal(least.group(1));
  }

  private static ObjectNode model(Random random, String model, int maxTokens) {
    return Json.object()
        .put("provider", "sim" + random.nextInt(3))
        .put("model", model)
        .put("maxTokens", maxTokens);
  }

  private static void examples(ObjectNode job, String set, int count, Random random) {
    ArrayNode examples = job.putArray(set);
    for (int i = 0; i < count; i++) {
      boolean card = random.nextBoolean();
      examples
          .addObject()
          .put("input", (card ? "my card " : "the app ") + "x".repeat(random.nextInt(300)))
          .put("topic", "täglich €".repeat(random.nextInt(20)))
          .put("answer", card ? "BILLING" : "TECH");
    }
  }
}
