package dev.gepaserver.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gepaserver.testing.ServiceProcess;
import dev.gepaserver.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

/**
 * Two service processes on one database: one of them, fit to run all of the jobs, is killed,
 * stopped or asked to end, and the other goes on; or the database is killed under both.
 */
@Tag("slow")
class TwoNodesTest {

  private static final int MAX_ROLLOUTS = 120;
  private static final int MISSED_BEATS = 4;
  private static final int FURTHER_BEATS = 2;
  // So that neither node can have all of the jobs.
  private static final int MORE_THAN_HALF = Kinds.NAMES.size() / 2 + 1;

  private static Map<String, JsonNode> straight;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  private final List<ServiceProcess> nodes = new ArrayList<>();
  private Outside outside;
  private Trial trial;
  private TestDatabase.Access database;
  private JdbcTemplate tables;
  private Books books;

  @BeforeAll
  static void runStraight(@TempDir Path logs) throws Exception {
    ServiceProcess.prepare(logs.resolve("service.log"));
    straight = Trial.straight(MAX_ROLLOUTS);
  }

  @BeforeEach
  void open() throws Exception {
    outside = new Outside();
    outside.slowDown();
    trial = new Trial(outside, MAX_ROLLOUTS);
    use(TestDatabase.create());
  }

  private void use(TestDatabase.Access access) {
    database = access;
    tables = Tables.of(access);
    books = new Books(outside, access);
  }

  @AfterEach
  void close() throws Exception {
    nodes.forEach(ServiceProcess::kill);
    outside.close();
  }

  @Test
  void goesOnOnTheOtherNodeWithinTheMissedBeatsAndTwoMoreWhicheverIsKilled() throws Exception {
    Duration beat = Duration.ofSeconds(2);
    ServiceProcess worker = start(beat);
    trial.submit(worker);

    for (int kill = 0; kill < 4; kill++) {
      ServiceProcess other = startMeanwhile(beat);
      trial.awaitAnswers(60);
      try (Metronome metronome = new Metronome()) {
        worker.kill();
        books.note();
        Map<UUID, Instant> lastBeats = lastBeats(worker);
        awaitTakeover(other, lastBeats);

        Duration latest = beat.multipliedBy(MISSED_BEATS + FURTHER_BEATS).plus(metronome.slack());
        assertThat(lastBeats).isNotEmpty();
        lastBeats.forEach((job, lastBeat) ->
            assertThat(Duration.between(lastBeat, takenAt(job)))
                .as("from the last beat to the takeover of %s", job)
                .isBetween(beat.multipliedBy(MISSED_BEATS), latest));
      }
      worker = other;
    }

    Trial.assertSame(trial.results(worker), straight);
    books.assertNothingCommittedWasAskedAgain();
    books.assertOwnedUpTo(trial.inDoubt(worker));
  }

  @Test
  void writesNothingWhereItWasStoppedUntilAnotherHadItsJobs() throws Exception {
    Duration beat = Duration.ofSeconds(1);
    ServiceProcess worker = start(beat);
    ServiceProcess other = start(beat);
    Trespass trespass = new Trespass(database);
    trial.submit(worker);

    for (int stop = 0; stop < 6; stop++) {
      trial.awaitAnswers(60);
      switch (stop % 3) {
        case 0 -> freezeWithinATransaction(worker);
        case 1 -> freezeWithinACopy(worker);
        default -> worker.freeze();
      }
      books.note();
      awaitTakeover(other, lastBeats(worker));
      trial.awaitAnswers(20);
      worker.thaw();
      ServiceProcess stopped = worker;
      worker = other;
      other = stopped;
    }

    Trial.assertSame(trial.results(worker), straight);
    assertThat(trespass.found())
        .as("who wrote, and who had the lease then")
        .containsExactly("node-0 " + nodes.get(0).pid(), "node-1 " + nodes.get(1).pid());
    books.assertNothingCommittedWasAskedAgain();
    books.assertOwnedUpTo(trial.inDoubt(worker));
  }

  @Test
  void handsItsJobsOverAtOnceWhereItIsAskedToEnd() throws Exception {
    // Nobody waits for missed beats here: they would take longer than the patience of this test.
    Duration beat = ServiceProcess.PATIENCE;
    ServiceProcess worker = start(beat);
    trial.submit(worker);

    for (int end = 0; end < 3; end++) {
      ServiceProcess other = startMeanwhile(beat);
      trial.awaitAnswers(60);
      worker.terminate();
      worker = other;
    }

    Trial.assertSame(trial.results(worker), straight);
    books.assertNothingWasAskedTwice();
  }

  @Test
  void goesOnOnBothNodesHoweverOftenTheirDatabaseDies() throws Exception {
    Duration beat = Duration.ofSeconds(1);
    // The second time away for so long that each node takes the other for dead.
    List<Duration> aways = List.of(beat, beat.multipliedBy(2 * MISSED_BEATS), beat);
    try (OwnPostgres postgres = new OwnPostgres(directory, Map.of())) {
      use(postgres.access());
      ServiceProcess one = start(beat, MORE_THAN_HALF);
      ServiceProcess other = start(beat, MORE_THAN_HALF);
      trial.submit(one);
      await().atMost(ServiceProcess.PATIENCE).until(() -> hasJobs(one) && hasJobs(other));

      for (Duration away : aways) {
        trial.awaitAnswers(100);
        postgres.kill();
        await().pollDelay(away).atMost(away.multipliedBy(2)).until(() -> true);
        postgres.startAgain();
        books.note();
      }

      Trial.assertSame(trial.results(one), straight);
      books.assertNothingCommittedWasAskedAgain();
      books.assertOwnedUpTo(trial.inDoubt(other));
    }
  }

  private boolean hasJobs(ServiceProcess node) {
    return !lastBeats(node).isEmpty();
  }

  /** Stops a node while it holds what it has locked, its leases among it. */
  private void freezeWithinATransaction(ServiceProcess node) {
    await()
        .atMost(ServiceProcess.PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> {
          node.freeze();
          boolean within = locksLeases(node);
          if (!within) {
            node.thaw();
          }
          return within;
        });
  }

  private boolean locksLeases(ServiceProcess node) {
    return !tables
        .queryForList(
            "select pid from pg_stat_activity join pg_locks using (pid)"
                + " where application_name = ? and state = 'idle in transaction'"
                + " and relation = 'job_lease'::regclass and mode = 'RowShareLock'",
            name(node))
        .isEmpty();
  }

  private String name(ServiceProcess node) {
    return "node-" + nodes.indexOf(node);
  }

  /**
   * Stops a node where the database waits for the rows that it has announced. A lock on their table
   * keeps the node before the first of them until it stands.
   */
  private void freezeWithinACopy(ServiceProcess node) {
    await()
        .atMost(ServiceProcess.PATIENCE)
        .until(() -> {
          try (Connection gate =
                  DriverManager.getConnection(
                      database.url(), database.user(), database.password());
              Statement statement = gate.createStatement()) {
            gate.setAutoCommit(false);
            statement.execute("lock table model_call in share mode");
            await().pollInterval(Duration.ofMillis(5)).until(() -> copies(node, "Lock"));
            node.freeze();
          }
          await().pollInterval(Duration.ofMillis(5)).until(() -> !copies(node, "Lock"));
          boolean within = copies(node, "Client");
          if (!within) {
            node.thaw();
          }
          return within;
        });
  }

  private boolean copies(ServiceProcess node, String waitsFor) {
    return !tables
        .queryForList(
            "select pid from pg_stat_activity where application_name = ? and state = 'active'"
                + " and query like 'copy model_call%' and wait_event_type = ?",
            name(node), waitsFor)
        .isEmpty();
  }

  /** Starts one while the jobs stand still on the other, so that enough is left of them. */
  private ServiceProcess startMeanwhile(Duration beat) throws Exception {
    outside.hold();
    try {
      return start(beat);
    } finally {
      outside.release();
    }
  }

  private ServiceProcess start(Duration beat) throws Exception {
    return start(beat, Kinds.NAMES.size());
  }

  private ServiceProcess start(Duration beat, int mostJobs) throws Exception {
    String name = "node-" + nodes.size();
    List<String> settings = outside.settings();
    settings.add("gepa.workers.max-jobs=" + mostJobs);
    settings.add("gepa.workers.heartbeat=" + beat);
    ServiceProcess node =
        ServiceProcess.on(
            Trespass.named(database, name),
            directory.resolve(name + ".log"),
            settings.toArray(String[]::new));
    nodes.add(node);
    return node;
  }

  /** The jobs that a node had in work when it died, each with the node's last sign of life. */
  private Map<UUID, Instant> lastBeats(ServiceProcess node) {
    Map<UUID, Instant> beats = new HashMap<>();
    tables.query(
        "select split_part(task_instance, '/', 1) as job, last_heartbeat from scheduled_tasks"
            + " where picked_by like ?",
        row -> {
          beats.put(
              UUID.fromString(row.getString("job")),
              row.getTimestamp("last_heartbeat").toInstant());
        },
        "%/" + node.pid());
    return beats;
  }

  private void awaitTakeover(ServiceProcess node, Map<UUID, Instant> jobs) {
    await()
        .atMost(ServiceProcess.PATIENCE)
        .untilAsserted(() ->
            assertThat(
                    tables.queryForList(
                        "select job_id from job_lease where node like ?",
                        UUID.class,
                        "%/" + node.pid()))
                .containsAll(jobs.keySet()));
  }

  private Instant takenAt(UUID job) {
    Timestamp at =
        tables.queryForObject(
            "select taken_at from job_lease where job_id = ?", Timestamp.class, job);
    return at.toInstant();
  }
}
