package dev.gepaserver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gepaserver.testing.Service;
import dev.gepaserver.testing.TestDatabase;
import dev.gepaserver.testing.World;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.springframework.jdbc.core.JdbcTemplate;

/** What keeps jobs from going on though nobody works on them. */
class CaretakerTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final TestDatabase.Access database = TestDatabase.create();
  private final CountDownLatch release = new CountDownLatch(1);
  private World world;
  private Service service;

  @BeforeEach
  void start() throws IOException {
    world = new World();
    world.model("writer", HookJobs::longer);
    world.hook("steady", HookJobs::scores);
    world.hook(
        "held",
        request -> {
          awaitQuietly(release);
          return HookJobs.scores(request);
        });
    List<String> settings = new ArrayList<>(List.of(world.settings()));
    settings.add("gepa.workers.max-jobs=1");
    settings.add("gepa.workers.heartbeat=PT0.2S");
    service = Service.on(database, settings.toArray(String[]::new));
  }

  @AfterEach
  void close() {
    release.countDown();
    service.close();
    world.close();
  }

  @Test
  void endsTheSessionOfAWriterThatStoodStillInTheMiddleOfACopyWithItsLeasesLocked()
      throws SQLException {
    String id = service.submit(HookJobs.job(world, "held", 4));

    try (Connection frozen =
        DriverManager.getConnection(database.url(), database.user(), database.password())) {
      frozen.setAutoCommit(false);
      lockLease(frozen, id);
      CopyIn copy =
          frozen
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn("copy rollout (job_id, seq) from stdin (format binary)");
      release.countDown();

      assertThat(copy.isActive()).isTrue();
      assertThat(service.settled(id).get("status").stringValue()).isEqualTo("COMPLETED");
    }
  }

  @Test
  void runsAJobAndMissesANodeWhoseTimesAClockThatWasSetBackHasLeftInTheFuture() {
    String running = service.submit(HookJobs.job(world, "held", 4));
    String waiting = service.submit(HookJobs.job(world, "steady", 4));
    JdbcTemplate jdbc = service.bean(JdbcTemplate.class);
    await().atMost(PATIENCE).until(() -> picked(jdbc) == 1);

    jdbc.update(
        "update scheduled_tasks set execution_time = now() + interval '1 hour' where not picked");
    jdbc.update(
        "insert into scheduled_tasks (task_name, task_instance, execution_time, picked, picked_by, last_heartbeat, version)"
            + " values ('run-job', ?, now(), true, 'one that died', now() + interval '1 hour', 1)",
        UUID.randomUUID() + "/0");
    release.countDown();

    assertThat(service.settled(running).get("status").stringValue()).isEqualTo("COMPLETED");
    assertThat(service.settled(waiting).get("status").stringValue()).isEqualTo("COMPLETED");
    await().atMost(PATIENCE).until(() -> left(jdbc) == 0);
  }

  private static void lockLease(Connection connection, String job) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement("select 1 from job_lease where job_id = ? for share")) {
      lock.setObject(1, UUID.fromString(job));
      lock.executeQuery().close();
    }
  }

  private static long picked(JdbcTemplate jdbc) {
    return count(jdbc, "select count(*) from scheduled_tasks where picked");
  }

  private static long left(JdbcTemplate jdbc) {
    return count(jdbc, "select count(*) from scheduled_tasks");
  }

  private static long count(JdbcTemplate jdbc, String query) {
    Long count = jdbc.queryForObject(query, Long.class);
    return count == null ? 0 : count;
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
