package dev.gepaserver.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gepaserver.common.Json;
import dev.gepaserver.testing.Service;
import dev.gepaserver.testing.TestDatabase;
import dev.gepaserver.testing.World;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers of a size that nobody expects: kept, or the fault of their rollout alone. */
@Tag("slow")
class HugeAnswersTest {

  private static final int MEGABYTE = 1_000_000;

  private static final TestDatabase.Access DATABASE = TestDatabase.create();
  private static World world;
  private static Service service;

  @BeforeAll
  static void open() throws Exception {
    world = new World();
    world.model("writer", prompt -> "```\nbetter " + prompt.length() + "\n```");
    service = Service.on(DATABASE, world.settings());
  }

  @AfterAll
  static void close() {
    service.close();
    world.close();
  }

  @Test
  void keepsAHugeReplyOfAModel() {
    String reply = "wanted ".repeat(5 * MEGABYTE / 7);
    world.model("talker", prompt -> prompt.equals("example 1") ? reply : "no");

    String id = submit(prompt("talker"));

    assertThat(service.settled(id).get("status").stringValue()).isEqualTo("COMPLETED");
    JsonNode rollout = service.get("/jobs/" + id + "/rollouts/0.seed.0.1");
    assertThat(rollout.get("output").stringValue()).isEqualTo(reply);
    assertThat(rollout.get("score").doubleValue()).isEqualTo(1);
  }

  @Test
  void takesAReplyThatNobodyCanReadForTheFaultOfItsRollout() {
    world.model(
        "endless", prompt -> prompt.equals("example 1") ? "x".repeat(30 * MEGABYTE) : "wanted");

    String id = submit(prompt("endless"));

    assertThat(service.settled(id).get("status").stringValue()).isEqualTo("COMPLETED");
    assertFaulty(service.get("/jobs/" + id + "/rollouts/0.seed.0.1"));
    assertThat(service.get("/jobs/" + id + "/candidates/0").get("valScore").doubleValue())
        .isEqualTo(2 / 3.0);
  }

  @Test
  void takesAHugeAnswerOfAWebhookForTheFaultOfItsRollout() {
    world.hook(
        "verbose",
        request -> {
          String id = request.at("/examples/0/id").stringValue();
          ObjectNode answer = Json.object();
          ObjectNode result = answer.putArray("results").addObject();
          result.put("id", id).put("score", 0.5);
          result.put("feedback", id.equals("1") ? "so ".repeat(MEGABYTE) : "so so");
          return Json.write(answer);
        });
    ObjectNode job = job();
    job.putObject("system").put("type", "http").put("url", world.url("verbose"));

    String id = submit(job);

    assertThat(service.settled(id).get("status").stringValue()).isEqualTo("COMPLETED");
    assertFaulty(service.get("/jobs/" + id + "/rollouts/0.seed.0.1"));
  }

  @Test
  void goesOnFromAHugeReplyAfterARestart() {
    String reply = "x".repeat(5 * MEGABYTE);
    AtomicInteger asked = new AtomicInteger();
    AtomicInteger judged = new AtomicInteger();
    world.model(
        "rambler",
        prompt -> {
          asked.incrementAndGet();
          return prompt.equals("example 0") ? reply : "no";
        });
    world.hook(
        "judge",
        request -> {
          if (judged.incrementAndGet() == 1) {
            throw new World.Away();
          }
          return Json.write(Json.object().put("score", 0.5));
        });
    ObjectNode job = prompt("rambler");
    job.putObject("evaluator").put("type", "http").put("url", world.url("judge"));
    job.putObject("execution").put("maxConcurrency", 1);
    String id = submit(job);
    await().until(() -> judged.get() > 0);

    service.close();
    service = Service.on(DATABASE, world.settings());

    JsonNode view = service.settled(id);
    assertThat(view.get("status").stringValue()).isEqualTo("COMPLETED");
    assertThat(view.at("/usage/task/calls").intValue()).isEqualTo(asked.get());
  }

  private static void assertFaulty(JsonNode rollout) {
    assertThat(rollout.get("score").doubleValue()).isZero();
    assertThat(rollout.at("/error/code").stringValue()).isEqualTo("malformed");
  }

  private static String submit(JsonNode job) {
    return service.submit(job);
  }

  private static ObjectNode prompt(String model) {
    ObjectNode job = job();
    job.putObject("system").put("type", "prompt").put("model", "lab/" + model);
    job.putObject("evaluator").put("type", "contains").put("expected", "wanted");
    return job;
  }

  private static ObjectNode job() {
    ObjectNode job = Json.object().put("name", "huge");
    job.putObject("seedCandidate").put("prompt", "Do it.");
    ArrayNode train = job.putArray("trainset");
    for (int i = 0; i < 3; i++) {
      train.addObject().put("input", "example " + i);
    }
    job.putObject("reflection").put("model", "lab/writer");
    job.putObject("budget").put("maxIterations", 1);
    return job;
  }
}
