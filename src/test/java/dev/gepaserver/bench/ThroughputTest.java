package dev.gepaserver.bench;

import dev.gepaserver.database.EmbeddedDatabase;
import dev.gepaserver.testing.Service;
import dev.gepaserver.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** How many answers a second a job gets and keeps, on a durable database. */
@Tag("bench")
class ThroughputTest {

  private static final int KINDS = 8;
  private static final int IDLE = 3;
  private static final int STOLEN = 7;

  @TempDir private Path directory;
  private EmbeddedDatabase database;
  private InstantWorld world;
  private Service service;

  @BeforeEach
  void open() throws IOException {
    database = EmbeddedDatabase.start(directory);
    world = new InstantWorld();
    service =
        Service.on(
            new TestDatabase.Access(database.url(), database.user(), database.password()),
            world.settings());
  }

  @AfterEach
  void close() throws IOException {
    service.close();
    world.close();
    database.close();
  }

  @Test
  void asksTheOutsideAlone() throws InterruptedException {
    for (int round = 0; round < 3; round++) {
      System.out.printf(
          Locale.ROOT, "the outside alone: %.0f answers a second%n", world.answersASecond(128));
    }
  }

  @Test
  void keepsTheAnswersOfAModel() {
    print("prompt, cold", world.promptJob(1000, 10, 6_000), "model_call");
    print("prompt, warm", world.promptJob(1000, 10, 20_000), "model_call");
    print("prompt, long warm", world.promptJob(1000, 10, 60_000), "model_call");
  }

  @Test
  void keepsTheRolloutsOfAWebhook() {
    print("webhook, cold", world.webhookJob(1000, 10, 50_000), "rollout");
    print("webhook, warm", world.webhookJob(1000, 10, 50_000), "rollout");
    print("webhook, long warm", world.webhookJob(1000, 10, 200_000), "rollout");
    print("webhook, large sets", world.webhookJob(10_000, 10, 50_000), "rollout");
    print("webhook, large sets, long warm", world.webhookJob(10_000, 10, 200_000), "rollout");
  }

  private void print(String what, ObjectNode job, String table) {
    double[] machineBefore = machine();
    double before = cpuSeconds();
    double storeBefore = storeCpuSeconds();
    JsonNode view = service.settled(service.submit(job));
    Long rows =
        service
            .bean(JdbcTemplate.class)
            .queryForObject(
                "select count(*) from " + table + " where job_id = ?::uuid",
                Long.class,
                view.get("id").stringValue());
    double seconds =
        Duration.between(instant(view, "startedAt"), instant(view, "finishedAt")).toMillis()
            / 1000.0;
    System.out.printf(
        Locale.ROOT,
        "%s: %s, %d rows of %s, %d iterations in %.2f s: %.0f a second (CPU: service and outside %.1f s, database %.1f s; of the machine's %.0f%% were idle, %.0f%% taken by other machines)%n",
        what,
        view.get("status").stringValue(),
        rows,
        table,
        view.at("/progress/iteration").intValue(),
        seconds,
        rows / seconds,
        cpuSeconds() - before,
        storeCpuSeconds() - storeBefore,
        share(machineBefore, machine(), IDLE),
        share(machineBefore, machine(), STOLEN));
  }

  private static double share(double[] before, double[] now, int kind) {
    double all = 0;
    for (int i = 0; i < now.length; i++) {
      all += now[i] - before[i];
    }
    return 100 * (now[kind] - before[kind]) / all;
  }

  /** What the machine's processors did since it was started, by kind; see proc_stat(5). */
  private static double[] machine() {
    try {
      String all = Files.readAllLines(Path.of("/proc/stat")).getFirst();
      return Arrays.stream(all.split(" +"))
          .skip(1)
          .limit(KINDS)
          .mapToDouble(Double::parseDouble)
          .toArray();
    } catch (IOException e) {
      // another system than Linux
      return new double[KINDS];
    }
  }

  private static double cpuSeconds() {
    return seconds(ProcessHandle.current());
  }

  private double storeCpuSeconds() {
    try {
      long pid =
          Long.parseLong(
              Files.readAllLines(directory.resolve("data/postmaster.pid")).getFirst().strip());
      return ProcessHandle.of(pid).stream()
          .flatMap(ProcessHandle::descendants)
          .mapToDouble(ThroughputTest::seconds)
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double seconds(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1000.0;
  }

  private static Instant instant(JsonNode view, String field) {
    return Instant.parse(view.get(field).stringValue());
  }
}
