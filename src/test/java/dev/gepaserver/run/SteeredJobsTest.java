package dev.gepaserver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gepaserver.testing.Service;
import dev.gepaserver.testing.World;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Jobs that are paused and resumed while they run, and jobs that failed and are reopened. */
class SteeredJobsTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Lab lab;
  private World world;
  private Service service;

  @BeforeEach
  void open() throws IOException {
    lab = new Lab();
    world = lab.world();
    service =
        Service.fresh(
            Stream.concat(
                    Stream.of(world.settings()),
                    Stream.of(
                        "gepa.providers.lab.prices.writer.input-usd-per-million=0",
                        "gepa.providers.lab.prices.writer.output-usd-per-million=0"))
                .toArray(String[]::new));
  }

  @AfterEach
  void close() {
    service.close();
    lab.close();
  }

  /** A budget of 25 dollars is one of a hundred rollouts. */
  @ParameterizedTest
  @CsvSource({"maxRollouts, 100", "maxCostUsd, 25"})
  void endsAsIfItHadNotBeenPausedAndBuysNothingTwice(String limit, int most) {
    ObjectNode job = lab.job("components");
    job.putObject("budget").put(limit, most);
    String straight = service.submit(job);
    String paused = service.submit(job);

    int pauses = 0;
    for (int i = 0; i < 10; i++) {
      int target = 4 + 9 * i;
      await()
          .atMost(PATIENCE)
          .until(() -> rollouts(paused) >= target || !status(paused).equals("RUNNING"));
      pauses += steer(paused, "pause", "") == 202 ? 1 : 0;
      await().atMost(PATIENCE).until(() -> !status(paused).equals("RUNNING"));
      // At once, while the old run may still be winding down.
      if (status(paused).equals("PAUSED")) {
        assertThat(steer(paused, "resume", "")).isEqualTo(202);
      }
    }
    service.settled(paused);
    service.settled(straight);

    assertThat(pauses).isPositive();
    assertThat(Lab.story(service, paused)).isEqualTo(Lab.story(service, straight));
    assertThat(asked(paused)).doesNotHaveDuplicates();
    assertThat(types(paused)).contains("job.paused", "job.resumed").endsWith("job.completed");
    awaitNoExecutions();
  }

  @Test
  void keepsTheAnswersOnTheWireOfAPausedJob() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    world.hook(
        "slow",
        request -> {
          asked.countDown();
          awaitQuietly(release);
          return Lab.scores(request);
        });
    String id = service.submit(job("slow"));
    asked.await();

    assertThat(steer(id, "pause", "")).isEqualTo(202);
    assertThat(service.get("/jobs/" + id).get("requested").stringValue()).isEqualTo("pause");
    release.countDown();
    await().atMost(PATIENCE).until(() -> status(id).equals("PAUSED"));

    assertThat(service.get("/jobs/" + id).get("pauseReason").stringValue()).isEqualTo("requested");
    assertThat(service.all("/jobs/" + id + "/rollouts")).hasSize(asked(id).size()).isNotEmpty();
  }

  @Test
  void cancelsAJobThatIsStillPausing() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    world.hook(
        "slow",
        request -> {
          asked.countDown();
          awaitQuietly(release);
          return Lab.scores(request);
        });
    String id = service.submit(job("slow"));
    asked.await();

    assertThat(steer(id, "pause", "")).isEqualTo(202);
    assertThat(steer(id, "cancel", "")).isEqualTo(202);
    assertThat(steer(id, "pause", "")).isEqualTo(409);
    release.countDown();

    assertThat(service.settled(id).get("status").stringValue()).isEqualTo("CANCELLED");
    assertThat(types(id)).doesNotContain("job.paused").endsWith("job.cancelled");
  }

  @Test
  void eitherPausesOrCompletesAJobThatIsAboutToEnd() {
    for (int i = 0; i < 20; i++) {
      ObjectNode job = lab.job("plain");
      job.putObject("budget").put("maxRollouts", 1);
      String id = service.submit(job);
      int moment = i % 7;
      await().atMost(PATIENCE).until(() -> rollouts(id) >= moment || !live(id));

      int answer = steer(id, "pause", "");
      await().atMost(PATIENCE).until(() -> !live(id));

      assertThat(answer).isIn(202, 409);
      assertThat(status(id)).isIn("PAUSED", "COMPLETED");
      if (status(id).equals("PAUSED")) {
        assertThat(steer(id, "resume", "")).isEqualTo(202);
      }
      JsonNode view = service.settled(id);
      assertThat(view.get("status").stringValue()).isEqualTo("COMPLETED");
      assertThat(view.get("requested").isNull()).isTrue();
      assertThat(asked(id)).hasSize(6).doesNotHaveDuplicates();
    }
  }

  @Test
  void reflectsAnewInAJobWhoseReflectionsFailed() {
    AtomicBoolean useless = new AtomicBoolean(true);
    world.model("moody", prompt -> useless.get() ? "I cannot help." : Lab.rewritten(prompt));
    ObjectNode job = lab.job("plain");
    job.putObject("reflection").put("model", "lab/moody");
    String id = service.submit(job);
    JsonNode failed = service.settled(id);
    useless.set(false);

    assertThat(steer(id, "resume", "")).isEqualTo(202);
    JsonNode view = service.settled(id);

    assertThat(failed.at("/error/code").stringValue()).isEqualTo("reflection-failing");
    assertThat(view.get("status").stringValue()).as(view.toString()).isEqualTo("COMPLETED");
    assertThat(view.at("/progress/candidates").intValue()).isGreaterThan(1);
    assertLedgerEqualsUsage(id);
  }

  @Test
  void writesTheFirstTextAnewWhereNoneCameAbout() {
    AtomicBoolean useless = new AtomicBoolean(true);
    world.model("moody", prompt -> useless.get() ? "I cannot help." : Lab.rewritten(prompt));
    ObjectNode job = lab.job("plain");
    job.remove("seedCandidate");
    job.put("objective", "Say yes.");
    job.putObject("reflection").put("model", "lab/moody");
    String id = service.submit(job);
    JsonNode failed = service.settled(id);
    useless.set(false);

    assertThat(steer(id, "resume", "")).isEqualTo(202);
    JsonNode view = service.settled(id);

    assertThat(failed.at("/error/code").stringValue()).isEqualTo("reflection-failing");
    assertThat(view.get("status").stringValue()).as(view.toString()).isEqualTo("COMPLETED");
    assertThat(service.all("/jobs/" + id + "/reflections"))
        .filteredOn(r -> r.get("iteration").intValue() == 0)
        .singleElement()
        .satisfies(r -> assertThat(r.get("status").stringValue()).isEqualTo("used"));
    assertThat(service.all("/jobs/" + id + "/model-calls"))
        .filteredOn(call -> call.get("iteration").intValue() == 0)
        .extracting(call -> call.get("call").stringValue())
        .containsExactly("try-1~1", "try-2~1", "try-3~1", "try-1");
    assertLedgerEqualsUsage(id);
  }

  @Test
  void rollsOutAnewWhatFailedInAReopenedJob() {
    AtomicInteger failures = new AtomicInteger(2);
    world.hook(
        "moody",
        request -> {
          if (request.at("/examples/0/rolloutId").stringValue().equals("2.child.0.0")
              && failures.getAndDecrement() > 0) {
            throw new IllegalStateException("in no mood");
          }
          return Lab.scores(request);
        });
    ObjectNode job = job("moody");
    job.putObject("execution").put("onRolloutError", "fail");
    String id = service.submit(job);
    String cursor = "";
    for (int i = 0; i < 2; i++) {
      JsonNode failed = service.settled(id);
      assertThat(failed.at("/error/code").stringValue()).isEqualTo("rollouts-failing");
      cursor = cursorBehindTheLastRollout(id);
      assertThat(steer(id, "resume", "")).isEqualTo(202);
    }
    JsonNode view = service.settled(id);

    String straight = service.submit(lab.job("plain"));
    JsonNode expected = service.settled(straight);
    assertThat(view.get("status").stringValue()).as(view.toString()).isEqualTo("COMPLETED");
    assertThat(view.get("progress")).isEqualTo(expected.get("progress"));
    assertThat(service.all("/jobs/" + id + "/rollouts"))
        .hasSize(view.at("/progress/rollouts").intValue())
        .allSatisfy(r -> assertThat(r.get("error").isNull()).isTrue());
    // Whoever had read on to the failed rollouts finds the ones made instead of them.
    assertThat(service.get("/jobs/" + id + "/rollouts?cursor=" + cursor).get("items"))
        .extracting(r -> r.get("id").stringValue())
        .contains("2.child.0.0", "2.child.0.1");
    assertLedgerEqualsUsage(id);
  }

  @Test
  void keepsFailuresThatTheIterationWasBuiltUpon() {
    AtomicBoolean away = new AtomicBoolean(true);
    world.model(
        "moody",
        text -> {
          if (text.contains("trainset 3") && !text.contains("better")) {
            throw new IllegalStateException("about this one");
          }
          return "no";
        });
    world.model(
        "elsewhere",
        text -> {
          if (away.get()) {
            throw new World.UnknownModel("gone");
          }
          return Lab.rewritten(text);
        });
    ObjectNode job = lab.job("prompt");
    ((ObjectNode) job.get("system")).put("model", "lab/moody");
    ((ObjectNode) job.get("system"))
        .putArray("messages")
        .addObject()
        .put("role", "user")
        .put("content", "{{component.first}} {{input}}");
    ((ObjectNode) job.get("reflection")).put("model", "lab/elsewhere").put("minibatchSize", 7);
    String id = service.submit(job);
    JsonNode failed = service.settled(id);
    List<JsonNode> before = parents(id);
    away.set(false);

    assertThat(steer(id, "resume", "")).isEqualTo(202);
    JsonNode view = service.settled(id);

    assertThat(failed.at("/error/code").stringValue()).isEqualTo("model-unknown");
    assertThat(view.get("status").stringValue()).as(view.toString()).isEqualTo("COMPLETED");
    assertThat(before).anyMatch(r -> !r.get("error").isNull());
    assertThat(parents(id).subList(0, before.size())).isEqualTo(before);
    assertLedgerEqualsUsage(id);
  }

  @Test
  void discardsTheOpenIterationOfAJobThatTookAnotherWay() {
    CountDownLatch release = new CountDownLatch(1);
    world.hook(
        "slow",
        request -> {
          if (request.at("/examples/0/rolloutId").stringValue().startsWith("3.child")) {
            awaitQuietly(release);
          }
          return Lab.scores(request);
        });
    String id = service.submit(job("slow"));
    await().atMost(PATIENCE).until(() -> asked(id).stream().anyMatch(r -> r.startsWith("3.child")));
    steer(id, "pause", "");
    release.countDown();
    await().atMost(PATIENCE).until(() -> status(id).equals("PAUSED"));
    service
        .bean(JdbcTemplate.class)
        .update("update model_call set hash = 'another' where iteration = 3");

    steer(id, "resume", "");
    JsonNode failed = service.settled(id);
    steer(id, "resume", "");
    JsonNode again = service.settled(id);
    steer(id, "resume", "{\"discardOpenIteration\": true}");
    JsonNode view = service.settled(id);

    assertThat(failed.at("/error/code").stringValue()).isEqualTo("replay-diverged");
    assertThat(again.at("/error/code").stringValue()).isEqualTo("replay-diverged");
    assertThat(view.get("status").stringValue()).as(view.toString()).isEqualTo("COMPLETED");
    assertThat(service.all("/jobs/" + id + "/rollouts"))
        .hasSize(view.at("/progress/rollouts").intValue());
    assertLedgerEqualsUsage(id);
  }

  private String cursorBehindTheLastRollout(String id) {
    String last =
        service
            .bean(JdbcTemplate.class)
            .queryForObject(
                "select max(seq)::text from rollout where job_id = ?::uuid", String.class, id);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(last.getBytes(StandardCharsets.US_ASCII));
  }

  private List<JsonNode> parents(String id) {
    return service.all("/jobs/" + id + "/rollouts?stage=parent&iteration=1");
  }

  private void assertLedgerEqualsUsage(String id) {
    JsonNode usage = service.get("/jobs/" + id).get("usage");
    List<JsonNode> calls = service.all("/jobs/" + id + "/model-calls");
    for (String role : List.of("task", "reflection")) {
      List<JsonNode> ofRole =
          calls.stream().filter(call -> call.get("role").stringValue().equals(role)).toList();
      assertThat(usage.at("/" + role + "/calls").intValue()).as(role).isEqualTo(ofRole.size());
      assertThat(usage.at("/" + role + "/outputTokens").longValue())
          .isEqualTo(ofRole.stream().mapToLong(c -> c.get("outputTokens").longValue()).sum());
    }
    assertThat(usage.at("/webhook/calls").longValue())
        .isEqualTo(
            service
                .bean(JdbcTemplate.class)
                .queryForObject(
                    "select count(*) from tool_call where job_id = ?::uuid", Long.class, id));
  }

  private void awaitNoExecutions() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(
                    service
                        .bean(JdbcTemplate.class)
                        .queryForObject("select count(*) from scheduled_tasks", Integer.class))
                .isZero());
  }

  private ObjectNode job(String hook) {
    ObjectNode job = lab.job("plain");
    ((ObjectNode) job.get("system")).put("url", world.url(hook));
    return job;
  }

  private int steer(String id, String call, String body) {
    return service.send("POST", "/jobs/" + id + "/" + call, body).statusCode();
  }

  private String status(String id) {
    return service.get("/jobs/" + id).get("status").stringValue();
  }

  private boolean live(String id) {
    return List.of("QUEUED", "RUNNING").contains(status(id));
  }

  private int rollouts(String id) {
    return service.get("/jobs/" + id).at("/progress/rollouts").intValue();
  }

  private List<String> types(String id) {
    return service.all("/jobs/" + id + "/events").stream()
        .map(e -> e.get("type").stringValue())
        .filter(t -> t.startsWith("job."))
        .toList();
  }

  private List<String> asked(String id) {
    List<String> rollouts = new ArrayList<>();
    for (JsonNode post : world.posts()) {
      if (post.get("jobId").stringValue().equals(id)) {
        post.get("examples").forEach(e -> rollouts.add(e.get("rolloutId").stringValue()));
      }
    }
    return rollouts;
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
