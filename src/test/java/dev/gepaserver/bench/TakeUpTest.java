package dev.gepaserver.bench;

import static org.awaitility.Awaitility.await;

import dev.gepaserver.GepaServer;
import dev.gepaserver.database.EmbeddedDatabase;
import dev.gepaserver.testing.ServiceProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/**
 * How long a job of 100,000 rollouts rests between its claim by a new process, after the one before
 * was killed, and its first call there.
 */
@Tag("bench")
class TakeUpTest {

  private static final int ROLLOUTS = 100_000;
  private static final int ANSWERED = ROLLOUTS - 1000;
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  // A variable that goes before the memory that such a process is given else.
  private static final Map<String, String> MEMORY = Map.of("_JAVA_OPTIONS", "-Xmx2g");

  @TempDir private Path directory;
  private EmbeddedDatabase database;
  private InstantWorld world;

  @BeforeEach
  void open() throws IOException {
    database = EmbeddedDatabase.start(directory);
    world = new InstantWorld();
  }

  @AfterEach
  void close() throws IOException {
    world.close();
    database.close();
  }

  @Test
  void goesOnAfterManyIterations() throws Exception {
    print("many iterations", world.webhookJob(50, 3, 2 * ROLLOUTS));
  }

  @Test
  void goesOnAfterManyIterationsWithACache() throws Exception {
    ObjectNode job = world.webhookJob(50, 3, 2 * ROLLOUTS);
    job.putObject("search").put("cacheEvaluations", true);
    print("many iterations, cached", job);
  }

  @Test
  void goesOnInAnIterationOfManyRollouts() throws Exception {
    print("one open iteration", world.webhookJob(ROLLOUTS, 3, 2 * ROLLOUTS));
  }

  private void print(String what, ObjectNode job) throws Exception {
    String id = leftBehind(job);
    world.listen();
    Process process = start();
    try {
      await().atMost(PATIENCE).until(() -> world.firstAsked() != null);
      Instant taken = takenAt(id);
      System.out.printf(
          Locale.ROOT,
          "%s: first call %.2f s after the job's claim%n",
          what,
          Duration.between(taken, world.firstAsked()).toMillis() / 1000.0);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** A job in the middle of an iteration, left there by a service that was killed. */
  private String leftBehind(ObjectNode job) throws IOException {
    world.answerAtMost(ANSWERED);
    ServiceProcess service =
        ServiceProcess.launch(
            MEMORY, directory.resolve("killed.log"), settings().toArray(String[]::new));
    try {
      service.awaitUp();
      String id = service.submit(job);
      await()
          .atMost(PATIENCE)
          .until(() ->
              service.get("/jobs/" + id).at("/progress/rollouts").intValue() > ANSWERED - 200);
      return id;
    } finally {
      service.kill();
    }
  }

  private List<String> settings() {
    List<String> settings = new ArrayList<>(List.of(world.settings()));
    settings.add("spring.datasource.url=" + database.url());
    settings.add("spring.datasource.username=" + database.user());
    settings.add("spring.datasource.password=" + database.password());
    return settings;
  }

  private Process start() throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx2g",
                "-cp",
                System.getProperty("java.class.path"),
                GepaServer.class.getName(),
                "--server.port=0"));
    settings().forEach(setting -> command.add("--" + setting));
    return new ProcessBuilder(command).inheritIO().start();
  }

  private Instant takenAt(String id) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(database.url(), database.user(), database.password());
        PreparedStatement query =
            connection.prepareStatement("select taken_at from job_lease where job_id = ?")) {
      query.setObject(1, UUID.fromString(id));
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getObject(1, Timestamp.class).toInstant();
      }
    }
  }
}
