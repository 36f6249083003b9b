package dev.gepaserver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gepaserver.common.Json;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Kills real service processes, the demo job in work, with the embedded PostgreSQL. */
@Tag("slow")
class KilledServiceTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  @Test
  void goesOnWithTheDemoJobAfterEveryKillAndEndsAsIfNothingHadBeen() throws Exception {
    JsonNode straight;
    try (Node node = Node.start(directory.resolve("straight"))) {
      straight = node.completed();
    }

    JsonNode killed;
    Path home = directory.resolve("killed");
    for (int iteration : List.of(0, 7, 20)) {
      try (Node node = Node.start(home)) {
        node.awaitIteration(iteration);
        node.kill();
      }
    }
    // Whoever looks into the server that was left behind does not keep the next start from ending
    // it.
    try (Connection client = leftover(home);
        Node node = Node.start(home)) {
      assertThat(client.isValid(5)).isTrue();
      killed = node.completed();
    }

    assertThat(killed.get("decisions")).isEqualTo(straight.get("decisions"));
    assertThat(killed.get("rollouts")).isEqualTo(straight.get("rollouts"));
    assertThat(killed.get("usage")).isEqualTo(straight.get("usage"));
  }

  private static Connection leftover(Path home) throws Exception {
    String port = Files.readAllLines(home.resolve("data/postmaster.pid")).get(3).strip();
    return DriverManager.getConnection(
        "jdbc:postgresql://localhost:" + port + "/postgres", "postgres", "postgres");
  }

  @Test
  void goesOnAfterItsDatabaseDied() throws Exception {
    Path home = directory.resolve("died");
    try (Node node = Node.start(home)) {
      node.awaitIteration(3);
      String pid = Files.readAllLines(home.resolve("data/postmaster.pid")).getFirst().strip();

      ProcessHandle.of(Long.parseLong(pid)).orElseThrow().destroyForcibly();

      assertThat(node.completed().at("/decisions/progress/rollouts").intValue()).isPositive();
    }
  }

  @Test
  void saysSoWhereAnotherLiveServiceHasTheDirectory() throws Exception {
    Path home = directory.resolve("shared");
    try (Node first = Node.start(home)) {
      first.awaitIteration(0);

      Process second = Node.launch(home, Node.freePort());
      assertThat(second.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

      assertThat(second.exitValue()).isNotZero();
      assertThat(Files.readString(home.resolveSibling("shared.log")))
          .contains("is in use by another gepa-server");
    }
  }

  private static final class Node implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final String base;

    private Node(Process process, int port) {
      this.process = process;
      this.base = "http://127.0.0.1:" + port + "/api/v1/jobs";
    }

    static int freePort() throws IOException {
      try (ServerSocket socket = new ServerSocket(0)) {
        return socket.getLocalPort();
      }
    }

    static Node start(Path home) throws IOException {
      int port = freePort();
      return new Node(launch(home, port), port);
    }

    static Process launch(Path home, int port) throws IOException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-Xmx512m", "-cp", System.getProperty("java.class.path")));
      command.addAll(
          List.of(
              "dev.gepaserver.GepaServer",
              "--spring.profiles.active=demo",
              "--server.port=" + port,
              "--gepa.embedded-postgres.directory=" + home));
      Path log = home.resolveSibling(home.getFileName() + ".log");
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .start();
    }

    void kill() throws InterruptedException {
      process.destroyForcibly();
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    void awaitIteration(int iteration) {
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() ->
              view().at("/progress/iteration").intValue() >= iteration
                  && view().at("/progress/rollouts").intValue() > 0);
    }

    JsonNode completed() {
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> view().get("status").stringValue().equals("COMPLETED"));
      JsonNode view = view();
      String job = "/" + view.get("id").stringValue();
      var decisions = Json.object();
      decisions.set("progress", view.get("progress"));
      decisions.set("test", view.get("test"));
      decisions.set("stopReason", view.get("stopReason"));
      decisions.set("candidates", get(job + "/candidates?limit=1000").get("items"));
      var iterations = decisions.putArray("iterations");
      for (JsonNode iteration : get(job + "/iterations?limit=1000").get("items")) {
        iterations.addObject().set("proposals", iteration.get("proposals"));
      }
      var summary = Json.object();
      summary.set("decisions", decisions);
      summary.set("usage", view.get("usage"));
      summary.put("rollouts", get(job + "/rollouts?limit=1000").get("items").size());
      return summary;
    }

    private JsonNode view() {
      return get("").get("items").get(0);
    }

    private JsonNode get(String path) {
      try {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path)).build();
        return Json.parse(HTTP.send(request, BodyHandlers.ofString()).body());
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() throws InterruptedException {
      process.destroy();
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }
}
