package dev.gepaserver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gepaserver.testing.JobResult;
import dev.gepaserver.testing.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Kills real service processes, the demo job in work, with the embedded PostgreSQL. */
@Tag("slow")
class KilledServiceTest {

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  @Test
  void goesOnWithTheDemoJobAfterEveryKillAndEndsAsIfNothingHadBeen() throws Exception {
    JsonNode straight;
    try (ServiceProcess node = start(directory.resolve("straight"))) {
      straight = completed(node);
    }

    JsonNode killed;
    Path home = directory.resolve("killed");
    for (int iteration : List.of(0, 7, 20)) {
      try (ServiceProcess node = start(home)) {
        awaitIteration(node, iteration);
        node.kill();
      }
    }
    // Whoever looks into the server that was left behind does not keep the next start from ending
    // it.
    try (Connection client = leftover(home)) {
      assertThat(client.isValid(5)).isTrue();
      try (ServiceProcess node = start(home)) {
        killed = completed(node);
      }
    }

    assertThat(killed).isEqualTo(straight);
  }

  private static Connection leftover(Path home) throws Exception {
    String port = Files.readAllLines(home.resolve("data/postmaster.pid")).get(3).strip();
    return DriverManager.getConnection(
        "jdbc:postgresql://localhost:" + port + "/postgres",
        "postgres",
        Files.readString(home.resolve("password")).strip());
  }

  @Test
  void goesOnAfterItsDatabaseDied() throws Exception {
    Path home = directory.resolve("died");
    try (ServiceProcess node = start(home)) {
      awaitIteration(node, 3);
      String pid = Files.readAllLines(home.resolve("data/postmaster.pid")).getFirst().strip();

      ProcessHandle.of(Long.parseLong(pid)).orElseThrow().destroyForcibly();
      awaitIteration(node, 10);

      assertThat(completed(node).at("/progress/rollouts").intValue()).isPositive();
    }
  }

  @Test
  void saysSoWhereAnotherLiveServiceHasTheDirectory() throws Exception {
    Path home = directory.resolve("shared");
    try (ServiceProcess first = start(home)) {
      awaitIteration(first, 0);

      ServiceProcess second = launch(home);

      assertThat(second.awaitEnd()).isNotZero();
      assertThat(second.log()).contains("is in use by another gepa-server");
    }
  }

  private static ServiceProcess start(Path home) throws IOException {
    return launch(home).awaitUp();
  }

  private static ServiceProcess launch(Path home) throws IOException {
    return ServiceProcess.launch(
        home.resolveSibling(home.getFileName() + ".log"),
        "spring.profiles.active=demo",
        "gepa.embedded-postgres.directory=" + home);
  }

  private static JsonNode view(ServiceProcess node) {
    return node.get("/jobs").get("items").get(0);
  }

  /** Waits as long as the job is not there yet, and while its database is away. */
  private static void awaitIteration(ServiceProcess node, int iteration) {
    await()
        .atMost(ServiceProcess.PATIENCE)
        .untilAsserted(() -> {
          JsonNode view = view(node);
          assertThat(view).isNotNull();
          assertThat(view.at("/progress/iteration").intValue()).isGreaterThanOrEqualTo(iteration);
          assertThat(view.at("/progress/rollouts").intValue()).isPositive();
        });
  }

  private static JsonNode completed(ServiceProcess node) {
    awaitIteration(node, 0);
    String id = view(node).get("id").stringValue();
    assertThat(node.settled(id).get("status").stringValue()).isEqualTo("COMPLETED");
    return JobResult.of(node, id);
  }
}
