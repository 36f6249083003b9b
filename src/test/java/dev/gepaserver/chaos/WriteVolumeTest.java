package dev.gepaserver.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.gepaserver.common.Json;
import dev.gepaserver.testing.Service;
import dev.gepaserver.testing.ServiceProcess;
import dev.gepaserver.testing.World;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Jobs whose iterations of one kind are all alike, long enough that whatever grows with their age
 * would show: what is written around iteration 30 and around iteration 300, counted and not timed.
 */
class WriteVolumeTest {

  private static final int WINDOW = 20;
  private static final int EARLY = 21;
  private static final int LATE = 291;
  private static final int EXAMPLES = 30;
  private static final int FEW_EXAMPLES = 10;
  // With it a window begins with an epoch and ends with one.
  private static final int FEW_MINIBATCH = 2;
  private static final int USUALLY_ACCEPTED = 10;
  private static final String FENCE = "```";

  private static final Map<String, String> QUIET_SERVER =
      Map.of(
          "full_page_writes", "off",
          "autovacuum", "off",
          "wal_level", "minimal",
          "max_wal_senders", "0",
          "checkpoint_timeout", "1h");

  /** What goes by the clock: the queue, the wishes of users. */
  private static final Set<String> READ_BY_THE_CLOCK = Set.of("scheduled_tasks", "job");

  /** What every batch of the writer touches, however much is in it. */
  private static final Set<String> BY_THE_BATCH =
      Set.of("written_batch", "job_lease", "job_progress");

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  private final Map<Integer, Edge> edges = new ConcurrentHashMap<>();
  private JdbcTemplate tables;

  /** Where the job halts, before it begins an iteration, to be counted. */
  private record Edge(CountDownLatch reached, CountDownLatch counted) {
    Edge() {
      this(new CountDownLatch(1), new CountDownLatch(1));
    }
  }

  /**
   * What the server has counted so far.
   *
   * @param inserted rows by table
   * @param updated rows by table
   * @param read rows by table
   * @param wal bytes of the log
   */
  private record Counts(
      Map<String, Long> inserted, Map<String, Long> updated, Map<String, Long> read, long wal) {

    Counts since(Counts before) {
      return new Counts(
          minus(inserted, before.inserted),
          minus(updated, before.updated),
          minus(read, before.read),
          wal - before.wal);
    }

    /**
     * Rows read and updated with each batch of the writer; how many batches there are is chance.
     */
    double ofABatch() {
      long rows =
          BY_THE_BATCH.stream()
              .mapToLong(table -> updated.getOrDefault(table, 0L) + read.getOrDefault(table, 0L))
              .sum();
      return (double) rows / updated.get("written_batch");
    }

    private static Map<String, Long> minus(Map<String, Long> now, Map<String, Long> before) {
      Map<String, Long> difference = new TreeMap<>();
      now.forEach((table, count) -> difference.put(table, count - before.getOrDefault(table, 0L)));
      difference.values().removeIf(count -> count == 0);
      return difference;
    }
  }

  @Test
  void writesAndReadsInIteration300WhatItDidInIteration30() throws Exception {
    List.of(EARLY, EARLY + WINDOW, LATE, LATE + WINDOW)
        .forEach(iteration -> edges.put(iteration, new Edge()));
    AtomicInteger texts = new AtomicInteger();
    try (World world = new World();
        OwnPostgres postgres = new OwnPostgres(directory, QUIET_SERVER);
        Service service = Service.on(postgres.access(), settings(world))) {
      tables = Tables.of(postgres.access());
      world.hook("scorer", this::answer);
      world.model(
          "writer", _ -> FENCE + "\ntext %06d\n".formatted(texts.incrementAndGet()) + FENCE);
      String job = service.submit(job(world));

      Counts early = window(service, EARLY);
      Counts late = window(service, LATE);

      assertThat(service.settled(job).get("status").stringValue()).isEqualTo("COMPLETED");
      assertWritesAsMuch(late, early);
      assertThat(without(BY_THE_BATCH, late.read())).isEqualTo(without(BY_THE_BATCH, early.read()));
      assertThat(late.ofABatch()).isCloseTo(early.ofABatch(), withinPercentage(10));
      assertThat(sizes(LATE)).isCloseTo(sizes(EARLY), withinPercentage(10));
    }
  }

  /**
   * Of a job that accepts a child now and then: its candidates become more, the fronts change with
   * each of them, and the first example's front only grows, since they are all alike there. The
   * windows are of one kind only.
   */
  @Test
  @Tag("slow")
  void writesForAnIterationThatAcceptsOrRejectsIn300WhatItDidIn30() throws Exception {
    Stream.of(EARLY, LATE)
        .flatMap(from -> Stream.of(from, from + WINDOW, from + 2 * WINDOW))
        .forEach(iteration -> edges.put(iteration, new Edge()));
    AtomicInteger texts = new AtomicInteger();
    try (World world = new World();
        OwnPostgres postgres = new OwnPostgres(directory, QUIET_SERVER);
        Service service = Service.on(postgres.access(), settings(world))) {
      tables = Tables.of(postgres.access());
      world.model("worker", _ -> "an answer");
      world.hook("judge", WriteVolumeTest::judge);
      world.model(
          "writer",
          _ -> {
            int iteration = texts.incrementAndGet();
            halt(iteration);
            return FENCE + "\ntext %06d\n".formatted(iteration) + FENCE;
          });
      String job = service.submit(jobThatAccepts(world));

      Counts start = at(service, EARLY);
      Counts middle = at(service, EARLY + WINDOW);
      Counts earlyRejected = middle.since(start);
      Counts earlyAccepted = at(service, EARLY + 2 * WINDOW).since(middle);
      start = at(service, LATE);
      middle = at(service, LATE + WINDOW);
      Counts lateRejected = middle.since(start);
      Counts lateAccepted = at(service, LATE + 2 * WINDOW).since(middle);

      assertThat(service.settled(job).get("status").stringValue()).isEqualTo("COMPLETED");
      assertThat(earlyRejected.inserted()).doesNotContainKey("candidate");
      assertThat(earlyAccepted.inserted())
          .containsEntry("candidate", (long) WINDOW)
          .containsEntry("rollout", (long) WINDOW * (FEW_EXAMPLES + FEW_MINIBATCH))
          .containsKey("front_change");
      assertWritesAsMuch(lateRejected, earlyRejected);
      assertWritesAsMuch(lateAccepted, earlyAccepted);
      assertThat(sizes(LATE)).isCloseTo(sizes(EARLY), withinPercentage(10));
      assertThat(sizes(LATE + WINDOW)).isCloseTo(sizes(EARLY + WINDOW), withinPercentage(10));
    }
  }

  private static void assertWritesAsMuch(Counts late, Counts early) {
    assertThat(late.inserted()).isEqualTo(early.inserted());
    assertThat(without(BY_THE_BATCH, late.updated()))
        .isEqualTo(without(BY_THE_BATCH, early.updated()));
    assertThat(late.wal()).isCloseTo(early.wal(), withinPercentage(10));
  }

  private static Map<String, Long> without(Set<String> tables, Map<String, Long> counts) {
    Map<String, Long> others = new TreeMap<>(counts);
    others.keySet().removeAll(tables);
    return others;
  }

  private Counts window(Service service, int from) throws InterruptedException {
    Counts before = at(service, from);
    return at(service, from + WINDOW).since(before);
  }

  private Counts at(Service service, int iteration) throws InterruptedException {
    Edge edge = edges.get(iteration);
    edge.reached.await();
    tellCounts(service);
    Counts counts =
        new Counts(
            perTable("n_tup_ins"),
            perTable("n_tup_upd + n_tup_del"),
            perTable("seq_tup_read + coalesce(idx_tup_fetch, 0)"),
            tables.queryForObject(
                "select pg_current_wal_insert_lsn() - '0/0'::pg_lsn", Long.class));
    counts.read().keySet().removeAll(READ_BY_THE_CLOCK);
    edge.counted.countDown();
    return counts;
  }

  /** A connection tells what it has counted when it ends. */
  private void tellCounts(Service service) {
    List<Integer> open = connections();
    HikariPoolMXBean pool = service.bean(HikariDataSource.class).getHikariPoolMXBean();
    await()
        .atMost(ServiceProcess.PATIENCE)
        .untilAsserted(() -> {
          // Each time, since one that was just being made is not yet in the pool.
          pool.softEvictConnections();
          assertThat(connections()).doesNotContainAnyElementsOf(open);
        });
  }

  private List<Integer> connections() {
    return tables.queryForList(
        "select pid from pg_stat_activity where backend_type = 'client backend'"
            + " and pid <> pg_backend_pid()",
        Integer.class);
  }

  private Map<String, Long> perTable(String what) {
    Map<String, Long> counts = new TreeMap<>();
    tables.query(
        "select relname, " + what + " as count from pg_stat_user_tables",
        row -> {
          counts.put(row.getString("relname"), row.getLong("count"));
        });
    return counts;
  }

  /** Bytes of the rows that tell of the iterations of a window. */
  private long sizes(int from) {
    return tables
        .queryForList(
            "select table_name from information_schema.columns where column_name = 'iteration' and"
                + " table_schema = 'public' and table_name <> 'job_progress' and table_name <>"
                + " 'checkpoint'",
            String.class)
        .stream()
        .mapToLong(table ->
            tables.queryForObject(
                "select coalesce(sum(pg_column_size(t.*)), 0) from %s t where iteration between ? and ?"
                    .formatted(table),
                Long.class,
                from,
                from + WINDOW - 1))
        .sum();
  }

  private String answer(JsonNode request) {
    ObjectNode answer = Json.object();
    ArrayNode results = answer.putArray("results");
    for (JsonNode example : request.get("examples")) {
      String rollout = example.get("rolloutId").stringValue();
      halt(Integer.parseInt(rollout.substring(0, rollout.indexOf('.'))));
      ObjectNode result = results.addObject().put("score", 0.5);
      result.put("feedback", "so so ".repeat(100)).set("id", example.get("id"));
    }
    return Json.write(answer);
  }

  /** Better than the parent where the iteration is to accept, but on the first example. */
  private static String judge(JsonNode request) {
    String[] rollout = request.at("/example/rolloutId").stringValue().split("\\.");
    int iteration = Integer.parseInt(rollout[0]);
    double score =
        switch (rollout[1]) {
          case "seed", "parent" -> 0.4;
          case "child" -> accepts(iteration) ? 0.5 + iteration / 10_000.0 : 0.3;
          default -> 0.3;
        };
    if (request.at("/example/id").stringValue().equals("00")) {
      score = 0.5;
    }
    return Json.write(Json.object().put("score", score).put("feedback", "so so ".repeat(20)));
  }

  /** The first of two windows rejects, the second accepts. */
  private static boolean accepts(int iteration) {
    for (int from : List.of(EARLY, LATE)) {
      if (iteration >= from && iteration < from + 2 * WINDOW) {
        return iteration >= from + WINDOW;
      }
    }
    return iteration % USUALLY_ACCEPTED == 0;
  }

  private void halt(int iteration) {
    Edge edge = edges.get(iteration);
    if (edge != null) {
      edge.reached.countDown();
      try {
        edge.counted.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static String[] settings(World world) {
    List<String> settings = new ArrayList<>(List.of(world.settings()));
    // A sign of life is written by the clock.
    settings.add("gepa.workers.heartbeat=PT1H");
    return settings.toArray(String[]::new);
  }

  private static ObjectNode job(World world) {
    ObjectNode job = job("alike", EXAMPLES, LATE + WINDOW);
    job.putArray("valset").addObject().put("input", "the only one");
    job.putObject("system").put("type", "http").put("url", world.url("scorer")).put("batchSize", 3);
    return job;
  }

  private static ObjectNode jobThatAccepts(World world) {
    ObjectNode job = job("accepting", FEW_EXAMPLES, LATE + 2 * WINDOW);
    job.putObject("system").put("type", "prompt").put("model", "lab/worker");
    job.putObject("evaluator").put("type", "http").put("url", world.url("judge"));
    ((ObjectNode) job.get("reflection")).put("minibatchSize", FEW_MINIBATCH);
    job.putObject("search").put("cacheEvaluations", true);
    // How many batches the writer makes is chance where several things are finished at once.
    job.putObject("execution").put("maxConcurrency", 1);
    return job;
  }

  private static ObjectNode job(String name, int examples, int maxIterations) {
    ObjectNode job = Json.object().put("name", name);
    job.putObject("seedCandidate").put("prompt", "text 000000");
    ArrayNode train = job.putArray("trainset");
    for (int i = 0; i < examples; i++) {
      train.addObject().put("id", "%02d".formatted(i)).put("input", "example %02d".formatted(i));
    }
    job.putObject("reflection").put("model", "lab/writer");
    job.putObject("budget").put("maxIterations", maxIterations);
    return job;
  }
}
