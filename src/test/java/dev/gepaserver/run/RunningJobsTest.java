package dev.gepaserver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gepaserver.common.Json;
import dev.gepaserver.testing.Service;
import dev.gepaserver.testing.TestDatabase;
import dev.gepaserver.testing.World;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Jobs that are cancelled, left alone by the outside, or handed back while they run. */
class RunningJobsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final TestDatabase.Access database = TestDatabase.create();
  private World world;
  private Service service;

  @BeforeEach
  void open() throws IOException {
    world = new World();
    world.model("writer", prompt -> "```\nbetter " + prompt.length() + "\n```");
    service = Service.on(database, world.settings());
  }

  @AfterEach
  void close() {
    service.close();
    world.close();
  }

  @Test
  void cancelsARunningJobAndKeepsWhatItFound() {
    world.hook("steady", request -> scores(request, 0.5));
    String id = service.submit(job("steady", 1_000_000));
    await().atMost(PATIENCE).until(() -> iteration(id) >= 3);

    JsonNode answer = Json.parse(service.send("POST", "/jobs/" + id + "/cancel", null).body());
    JsonNode view = service.settled(id);

    assertThat(answer.get("id").stringValue()).isEqualTo(id);
    assertThat(view.get("status").stringValue()).isEqualTo("CANCELLED");
    assertThat(view.get("requested").isNull()).isTrue();
    assertThat(view.at("/progress/bestScore").doubleValue()).isEqualTo(0.5);
    assertThat(service.all("/jobs/" + id + "/rollouts"))
        .hasSize(view.at("/progress/rollouts").intValue());
    assertThat(types(id)).endsWith("job.cancelled");
    assertThat(service.send("POST", "/jobs/" + id + "/cancel", null).statusCode()).isEqualTo(409);
  }

  @Test
  void keepsTheAnswersOnTheWireOfACancelledJob() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    world.hook(
        "slow",
        request -> {
          asked.countDown();
          awaitQuietly(release);
          return scores(request, 1);
        });
    String id = service.submit(job("slow", 1_000_000));
    asked.await();

    service.send("POST", "/jobs/" + id + "/cancel", null);
    await().atMost(PATIENCE).until(() -> !service.get("/jobs/" + id).get("requested").isNull());
    release.countDown();
    JsonNode view = service.settled(id);

    assertThat(view.get("status").stringValue()).isEqualTo("CANCELLED");
    assertThat(service.all("/jobs/" + id + "/rollouts")).isNotEmpty();
    assertThat(view.at("/usage/webhook/calls").intValue())
        .isEqualTo(service.all("/jobs/" + id + "/rollouts").size());
    assertThat(view.at("/usage/inDoubtCalls").intValue()).isZero();
  }

  @Test
  void runsNothingOfAJobThatIsCancelledAsItBegins() {
    world.hook("race", request -> scores(request, 0.5));
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String id = service.submit(job("race", 1_000_000));
      service.send("POST", "/jobs/" + id + "/cancel", null);
      ids.add(id);
    }

    for (String id : ids) {
      JsonNode view = service.settled(id);
      assertThat(view.get("status").stringValue()).isEqualTo("CANCELLED");
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(
                    service
                        .bean(org.springframework.jdbc.core.JdbcTemplate.class)
                        .queryForObject("select count(*) from scheduled_tasks", Integer.class))
                .isZero());
    for (String id : ids) {
      assertThat(types(id)).endsWith("job.cancelled");
    }
  }

  @Test
  void pausesAJobWhoseWebhookStaysAwayAndMakesNoScoreOfIt() {
    world.hook(
        "away",
        request -> {
          throw new World.Away();
        });
    ObjectNode job = job("away", 100);
    job.putObject("execution").put("outageTimeout", "PT1S");

    JsonNode view = service.settled(service.submit(job));
    String id = view.get("id").stringValue();

    assertThat(view.get("status").stringValue()).isEqualTo("PAUSED");
    assertThat(view.get("pauseReason").stringValue()).isEqualTo("outage");
    assertThat(service.all("/jobs/" + id + "/rollouts")).isEmpty();
    assertThat(view.at("/usage/inDoubtCalls").intValue()).isZero();
    assertThat(types(id)).endsWith("outage.started", "outage.ended", "job.paused");
  }

  @Test
  void goesOnAfterARestartInTheMiddleOfAnIterationWithoutBuyingAnAnswerTwice() {
    AtomicInteger calls = new AtomicInteger();
    CountDownLatch release = new CountDownLatch(1);
    world.hook(
        "restart",
        request -> {
          if (calls.incrementAndGet() > 30) {
            awaitQuietly(release);
          }
          return scores(request, Json.write(request.get("candidate")).length() % 7);
        });
    String id = service.submit(job("restart", 60));
    await().atMost(PATIENCE).until(() -> calls.get() > 30);

    service.close();
    release.countDown();
    List<String> asked = rolloutIds();
    Set<String> kept = new HashSet<>();
    service = Service.on(database, world.settings());
    JsonNode view = service.settled(id);

    assertThat(view.get("status").stringValue()).isEqualTo("COMPLETED");
    service.all("/jobs/" + id + "/rollouts").forEach(r -> kept.add(r.get("id").stringValue()));
    assertThat(kept).hasSize(view.at("/progress/rollouts").intValue());
    // Asked before the restart and again after it: only what was on the wire, at most the 4 of a
    // stage.
    List<String> again = new ArrayList<>(rolloutIds());
    again = again.subList(asked.size(), again.size());
    again.retainAll(asked);
    assertThat(again).hasSizeBetween(1, 4).hasSize(view.at("/usage/inDoubtCalls").intValue());
    assertThat(types(id)).doesNotHaveDuplicates();
  }

  @Test
  void takesAJobUpWhenItIsSubmittedAndNotAtTheNextPoll() {
    service.close();
    List<String> settings = new ArrayList<>(List.of(world.settings()));
    settings.add("db-scheduler.polling-interval=1h");
    service = Service.on(database, settings.toArray(String[]::new));
    world.hook("prompt", request -> scores(request, 0.5));

    JsonNode view = service.settled(service.submit(job("prompt", 10)));

    assertThat(view.get("status").stringValue()).isEqualTo("COMPLETED");
  }

  @Test
  void writesTheFirstTextOfAJobWithoutASeed() {
    world.hook("no-seed", request -> scores(request, 0.5));
    ObjectNode job = job("no-seed", 10);
    job.remove("seedCandidate");
    job.put("objective", "Say hello.");

    JsonNode view = service.settled(service.submit(job));
    String id = view.get("id").stringValue();

    assertThat(view.get("status").stringValue()).isEqualTo("COMPLETED");
    assertThat(service.get("/jobs/" + id + "/candidates/0").at("/components/text").stringValue())
        .startsWith("better ");
    assertThat(service.all("/jobs/" + id + "/reflections"))
        .hasSize(view.at("/usage/reflection/calls").intValue())
        .first()
        .satisfies(r -> assertThat(r.get("iteration").intValue()).isZero());
  }

  private int iteration(String id) {
    return service.get("/jobs/" + id).at("/progress/iteration").intValue();
  }

  private List<String> types(String id) {
    return service.all("/jobs/" + id + "/events").stream()
        .map(e -> e.get("type").stringValue())
        .filter(t -> t.startsWith("job.") || t.startsWith("outage."))
        .toList();
  }

  private List<String> rolloutIds() {
    return world.posts().stream()
        .flatMap(post -> post.get("examples").valueStream())
        .map(e -> e.get("rolloutId").stringValue())
        .toList();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String scores(JsonNode request, double score) {
    ObjectNode answer = Json.object();
    ArrayNode results = answer.putArray("results");
    for (JsonNode example : request.get("examples")) {
      ObjectNode result = results.addObject();
      result.set("id", example.get("id"));
      result.put("score", score).put("feedback", "so so");
    }
    return Json.write(answer);
  }

  private ObjectNode job(String hook, int maxRollouts) {
    ObjectNode job = Json.object().put("name", hook);
    job.putObject("seedCandidate").put("prompt", "Do it.");
    ArrayNode train = job.putArray("trainset");
    for (int i = 0; i < 4; i++) {
      train.addObject().put("input", "example " + i);
    }
    job.putObject("system").put("type", "http").put("url", world.url(hook));
    job.putObject("reflection").put("model", "lab/writer");
    job.putObject("budget").put("maxRollouts", maxRollouts);
    return job;
  }
}
