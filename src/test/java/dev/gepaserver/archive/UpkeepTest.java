package dev.gepaserver.archive;

import static dev.gepaserver.archive.WebhookJobs.aJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gepaserver.common.Json;
import dev.gepaserver.testing.Service;
import dev.gepaserver.testing.TestDatabase;
import dev.gepaserver.testing.World;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Jobs that are deleted, and jobs that ended long ago. */
class UpkeepTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String OFTEN = "gepa.retention.every=PT0.1S";

  private final TestDatabase.Access database = TestDatabase.create();
  private World world;
  private Service service;

  @BeforeEach
  void open() throws IOException {
    world = new World();
    world.model("writer", prompt -> "```\nbetter " + prompt.length() + "\n```");
    world.hook("steady", WebhookJobs::scores);
  }

  @AfterEach
  void close() {
    service.close();
    world.close();
  }

  @Test
  void deletesAJobWithAllItDid() {
    start();
    String body = aJob(world, "steady", 40).toString();
    String id = submitOnce(body);
    String other = service.submit(aJob(world, "steady", 40));
    service.settled(id);
    service.settled(other);
    Map<String, Long> kept = rows(other);

    int status = delete(id);

    assertThat(status).isEqualTo(204);
    assertGone(id);
    assertThat(delete(id)).isEqualTo(404);
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(rows(id)).isEmpty());
    assertThat(rows(other)).isEqualTo(kept);
    assertThat(kept).containsKeys("model_call", "tool_call", "rollout", "checkpoint", "event_head");
    assertThat(submitOnce(body)).isNotEqualTo(id);
  }

  @Test
  void deletesNoJobThatRuns() {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch asked = blockedHook("blocked", release);
    start();
    String id = service.submit(aJob(world, "blocked", 10));
    awaitQuietly(asked);

    int whileRunning = delete(id);
    release.countDown();
    service.settled(id);

    assertThat(whileRunning).isEqualTo(409);
    assertThat(delete(id)).isEqualTo(204);
  }

  @Test
  void runsNothingOfAJobThatIsDeletedWhileItWaits() {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch asked = blockedHook("blocked", release);
    start("gepa.workers.max-jobs=1");
    String first = service.submit(aJob(world, "blocked", 10));
    awaitQuietly(asked);
    String waiting = service.submit(aJob(world, "steady", 10));

    assertThat(delete(waiting)).isEqualTo(204);
    release.countDown();
    service.settled(first);

    awaitNothingScheduled();
    assertGone(waiting);
    assertThat(world.posts()).noneMatch(p -> p.get("jobId").stringValue().equals(waiting));
  }

  @Test
  void deletesOrRefusesWhenAWorkerTakesTheJobAtThatMoment() {
    start();
    List<String> refused = new ArrayList<>();
    List<String> deleted = new ArrayList<>();

    for (int i = 0; i < 30; i++) {
      String id = service.submit(aJob(world, "steady", 10));
      int status = delete(id);
      assertThat(status).isIn(204, 409);
      (status == 204 ? deleted : refused).add(id);
    }
    refused.forEach(
        id -> assertThat(service.settled(id).get("status").stringValue()).isEqualTo("COMPLETED"));

    awaitNothingScheduled();
    deleted.forEach(this::assertGone);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> deleted.forEach(id -> assertThat(rows(id)).isEmpty()));
  }

  @Test
  void goesOnWithADeletionThatBrokeOff() throws SQLException {
    start();
    String id = service.submit(aJob(world, "steady", 40));
    service.settled(id);
    jdbc()
        .update(
            "insert into front_change (job_id, seq, iteration, score, candidate, replaces)"
                + " select ?, 1000000 + n, 1, 0, 0, false from generate_series(1, 12000) n",
            uuid(id));
    Map<String, Long> before = rows(id);

    try (Connection other = connection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("lock table event in share mode");
      delete(id);
      await().atMost(PATIENCE).until(() -> waiting() > 0);
      jdbc()
          .queryForList(
              "select pg_terminate_backend(pid) from pg_locks where not granted and relation = 'event'::regclass");
      await().atMost(PATIENCE).until(() -> waiting() == 0);
    }
    Map<String, Long> after = rows(id);
    service.close();
    start();

    assertThat(after).containsEntry("event", before.get("event")).doesNotContainKey("model_call");
    assertThat(after.get("front_change")).isPositive().isLessThan(before.get("front_change"));
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(rows(id)).isEmpty());
  }

  @Test
  void keepsEverythingUnlessToldOtherwise() {
    start(OFTEN);
    String id = service.submit(aJob(world, "steady", 40));
    service.settled(id);
    Map<String, Long> before = rows(id);
    String another = service.submit(aJob(world, "steady", 10));
    service.settled(another);
    delete(another);

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(rows(another)).isEmpty());
    assertThat(rows(id)).isEqualTo(before);
  }

  @Test
  void deletesCallsAndTracesOfJobsThatEndedLongAgoAndKeepsWhatTheyFound() {
    start();
    ObjectNode job = aJob(world, "steady", 40);
    job.set("testset", job.get("trainset"));
    String id = service.submit(job);
    JsonNode view = service.settled(id);
    List<JsonNode> candidates = service.all("/jobs/" + id + "/candidates");
    List<JsonNode> reflections = service.all("/jobs/" + id + "/reflections");
    List<JsonNode> rollouts = service.all("/jobs/" + id + "/rollouts");
    service.close();

    start(OFTEN, "gepa.retention.calls=PT0S");
    awaitPruned(id);

    assertThat(service.all("/jobs/" + id + "/model-calls")).isEmpty();
    assertThat(rows(id)).doesNotContainKeys("model_call", "tool_call");
    assertThat(service.get("/jobs/" + id)).isEqualTo(view);
    assertThat(service.all("/jobs/" + id + "/candidates")).isEqualTo(candidates);
    assertThat(rollouts).allMatch(r -> r.get("trace").isString());
    assertThat(service.all("/jobs/" + id + "/rollouts"))
        .hasSameSizeAs(rollouts)
        .allMatch(r -> r.get("trace").isNull())
        .extracting(r -> r.get("score"))
        .isEqualTo(rollouts.stream().map(r -> r.get("score")).toList());
    assertThat(service.all("/jobs/" + id + "/reflections"))
        .isNotEmpty()
        .hasSameSizeAs(reflections)
        .allMatch(r -> r.get("prompt").isNull() && r.get("reply").isNull())
        .extracting(r -> r.get("newText"))
        .isEqualTo(reflections.stream().map(r -> r.get("newText")).toList());
  }

  @Test
  void keepsTestsOutsideOfTheBudgetWhenTheirCallsAreCleared() {
    world.hook("dear", request -> priced(WebhookJobs.scores(request)));
    start();
    ObjectNode job = aJob(world, "dear", 1000);
    job.set("testset", job.get("trainset"));
    ObjectNode writer = ((ObjectNode) job.get("reflection")).putObject("model");
    writer.put("provider", "lab").put("model", "writer").putObject("prices");
    writer.withObject("prices").put("inputUsdPerMillion", 0).put("outputUsdPerMillion", 0);
    job.putObject("budget").put("maxCostUsd", 0.4);
    String straight = service.submit(job);
    job.putObject("budget").put("maxCostUsd", 0.2);
    String extended = service.submit(job);
    service.settled(straight);
    service.settled(extended);
    service.close();
    start(OFTEN, "gepa.retention.calls=PT0S");
    awaitPruned(extended);

    service.send("POST", "/jobs/" + extended + "/resume", "{\"budget\": {\"maxCostUsd\": 0.4}}");

    assertThat(service.settled(extended).get("progress"))
        .isEqualTo(service.get("/jobs/" + straight).get("progress"));
  }

  private static String priced(String answer) {
    JsonNode priced = Json.parse(answer);
    priced.get("results").forEach(result -> ((ObjectNode) result).put("costUsd", 0.01));
    return Json.write(priced);
  }

  @Test
  void keepsWhatAResumeOfAFailedJobWouldRead() {
    AtomicInteger posts = new AtomicInteger();
    world.hook(
        "breaks",
        request -> {
          if (posts.incrementAndGet() > 30) {
            throw new IllegalArgumentException("broken");
          }
          return WebhookJobs.scores(request);
        });
    start();
    ObjectNode job = aJob(world, "breaks", 1000);
    job.putObject("execution").put("onRolloutError", "fail").put("maxConcurrency", 1);
    String id = service.submit(job);
    assertThat(service.settled(id).get("status").stringValue()).isEqualTo("FAILED");
    List<Map<String, Object>> open = openWork(id);
    service.close();

    start(OFTEN, "gepa.retention.calls=PT0S");
    awaitPruned(id);

    assertThat(open).isNotEmpty();
    assertThat(openWork(id)).isEqualTo(open);
    assertThat(rows(id)).containsEntry("tool_call", (long) open.size());
  }

  @Test
  void prunesAgainWhenAJobWasReopenedAndEnded() {
    start(OFTEN, "gepa.retention.calls=PT0S");
    String id = service.submit(aJob(world, "steady", 20));
    service.settled(id);
    awaitPruned(id);

    jdbc()
        .update(
            "update job set pruned_at = finished_at - interval '1 second' where id = ?", uuid(id));

    awaitPruned(id);
  }

  @Test
  void deletesJobsThatEndedLongAgoAndNoOthers() {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch asked = blockedHook("blocked", release);
    start();
    String ended = service.submit(aJob(world, "steady", 10));
    service.settled(ended);
    service.close();

    start(OFTEN, "gepa.retention.jobs=PT0S");
    String running = service.submit(aJob(world, "blocked", 10));
    awaitQuietly(asked);

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(rows(ended)).isEmpty());
    assertGone(ended);
    assertThat(service.get("/jobs/" + running).get("status").stringValue()).isEqualTo("RUNNING");
    release.countDown();
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(rows(running)).isEmpty());
  }

  private void start(String... settings) {
    List<String> all = new ArrayList<>(List.of(world.settings()));
    all.addAll(List.of(settings));
    service = Service.on(database, all.toArray(String[]::new));
  }

  private CountDownLatch blockedHook(String name, CountDownLatch release) {
    CountDownLatch asked = new CountDownLatch(1);
    world.hook(
        name,
        request -> {
          asked.countDown();
          awaitQuietly(release);
          return WebhookJobs.scores(request);
        });
    return asked;
  }

  private String submitOnce(String body) {
    return Json.parse(service.send("POST", "/jobs", body, "Idempotency-Key", "once").body())
        .get("id")
        .stringValue();
  }

  private int delete(String id) {
    return service.send("DELETE", "/jobs/" + id, null).statusCode();
  }

  private void assertGone(String id) {
    for (String path :
        List.of("", "/spec", "/best", "/candidates", "/rollouts", "/model-calls", "/events")) {
      assertThat(service.send("GET", "/jobs/" + id + path, null).statusCode())
          .as(path)
          .isEqualTo(404);
    }
    assertThat(service.send("POST", "/jobs/" + id + "/cancel", null).statusCode()).isEqualTo(404);
    assertThat(service.all("/jobs")).noneMatch(job -> job.get("id").stringValue().equals(id));
  }

  private void awaitNothingScheduled() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(jdbc().queryForObject("select count(*) from scheduled_tasks", Long.class))
                .isZero());
  }

  private void awaitPruned(String id) {
    await()
        .atMost(PATIENCE)
        .until(() ->
            jdbc()
                .queryForObject(
                    "select coalesce(pruned_at > finished_at, false) from job where id = ?",
                    Boolean.class,
                    uuid(id)));
  }

  /** How many rows of a job there are in each table that has any, whichever tables there are. */
  private Map<String, Long> rows(String id) {
    List<String> tables =
        jdbc()
            .queryForList(
                "select table_name::text from information_schema.columns"
                    + " where table_schema = 'public' and column_name = 'job_id'",
                String.class);
    Map<String, Long> rows = new HashMap<>();
    for (String table : tables) {
      Long count =
          jdbc()
              .queryForObject(
                  "select count(*) from " + table + " where job_id = ?", Long.class, uuid(id));
      if (count != null && count > 0) {
        rows.put(table, count);
      }
    }
    return rows;
  }

  private List<Map<String, Object>> openWork(String id) {
    return jdbc()
        .queryForList(
            "select t.iteration, t.stage, t.task, t.position, t.call from tool_call t"
                + " where job_id = ? and iteration > (select iteration from checkpoint c where c.job_id = t.job_id)"
                + " order by seq",
            uuid(id));
  }

  private long waiting() {
    Long waiting =
        jdbc()
            .queryForObject(
                "select count(*) from pg_locks where not granted and relation = 'event'::regclass",
                Long.class);
    return waiting == null ? 0 : waiting;
  }

  private Connection connection() throws SQLException {
    return DriverManager.getConnection(database.url(), database.user(), database.password());
  }

  private JdbcTemplate jdbc() {
    return service.bean(JdbcTemplate.class);
  }

  private static UUID uuid(String id) {
    return UUID.fromString(id);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
