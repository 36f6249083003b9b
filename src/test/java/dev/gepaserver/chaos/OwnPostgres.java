package dev.gepaserver.chaos;

import dev.gepaserver.testing.ServiceProcess;
import dev.gepaserver.testing.TestDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.awaitility.Awaitility;

/** A durable PostgreSQL of one test, that can be killed and started again. */
final class OwnPostgres implements AutoCloseable {

  private static final int ANY_PORT = 0;

  private final Path data;
  private final Map<String, String> settings;
  private EmbeddedPostgres server;

  OwnPostgres(Path directory, Map<String, String> settings) throws IOException {
    this.data = directory.resolve("data");
    this.settings = settings;
    this.server = start(ANY_PORT);
  }

  private EmbeddedPostgres start(int port) throws IOException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setPort(port)
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on");
    settings.forEach(builder::setServerConfig);
    return builder.start();
  }

  TestDatabase.Access access() {
    String url = "jdbc:postgresql://localhost:%d/postgres".formatted(server.getPort());
    return new TestDatabase.Access(url, "postgres", "postgres");
  }

  /** Kills the server (SIGKILL); its other processes end when they notice. */
  void kill() throws IOException {
    String pid = Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip();
    ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    postmaster.destroyForcibly();
    postmaster.onExit().join();
  }

  /** Starts a killed one again, on its port; what it left in memory may take a moment to go. */
  void startAgain() throws IOException {
    int port = server.getPort();
    server.close();
    server =
        Awaitility.await()
            .atMost(ServiceProcess.PATIENCE)
            .ignoreExceptions()
            .until(() -> start(port), started -> true);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
