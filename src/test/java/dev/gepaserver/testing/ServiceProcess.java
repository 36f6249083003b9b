package dev.gepaserver.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The service in a process of its own, to be killed, stopped and started again. Starts quicker than
 * a service for use: only the first compiler, and an archive of its classes that the first one to
 * end in peace leaves behind.
 */
public final class ServiceProcess extends Api implements AutoCloseable {

  /** How long anything may take that is not measured. */
  public static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Process process;
  private final Path log;

  private ServiceProcess(Process process, Path log, int port) {
    super(port);
    this.process = process;
    this.log = log;
  }

  /**
   * Launches it and does not wait for it.
   *
   * @param log what it says is appended here
   * @param settings {@code name=value}
   */
  public static ServiceProcess launch(Path log, String... settings) throws IOException {
    return launch(Map.of(), log, settings);
  }

  /** The same with further variables in its environment. */
  public static ServiceProcess launch(Map<String, String> variables, Path log, String... settings)
      throws IOException {
    int port = freePort();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(ServiceClasses.options());
    command.add("dev.gepaserver.GepaServer");
    command.add("--server.port=" + port);
    if (Stream.of(settings).noneMatch(setting -> setting.startsWith("springdoc."))) {
      command.add("--springdoc.api-docs.enabled=false");
    }
    for (String setting : settings) {
      command.add("--" + setting);
    }
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(variables);
    return new ServiceProcess(builder.start(), log, port);
  }

  /** Launches it on a database and waits until it answers. */
  public static ServiceProcess on(TestDatabase.Access database, Path log, String... settings)
      throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "spring.datasource.url=" + database.url(),
                "spring.datasource.username=" + database.user(),
                "spring.datasource.password=" + database.password()));
    all.addAll(List.of(settings));
    return launch(log, all.toArray(String[]::new)).awaitUp();
  }

  /**
   * Runs one that does nothing, for the archive of its classes: making that takes long, when the
   * first one ends.
   */
  public static void prepare(Path log) throws IOException {
    on(TestDatabase.create(), log).close();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Waits until it answers. */
  public ServiceProcess awaitUp() {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .failFast("the service has ended", () -> !process.isAlive())
        .until(() -> send("GET", "/actuator/health/readiness", null).statusCode() == 200);
    return this;
  }

  /** Its process number. */
  public long pid() {
    return process.pid();
  }

  /** All that it, and those before it with the same log, have said so far. */
  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills it (SIGKILL); it is dead when this returns. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Asks it to end (SIGTERM), and waits. */
  public void terminate() {
    process.destroy();
    awaitEnd();
  }

  /** Stops it in the middle of whatever it does (SIGSTOP). */
  public void freeze() {
    signal("STOP");
  }

  /** Lets a frozen one go on (SIGCONT). */
  public void thaw() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      int exit = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
      if (exit != 0) {
        throw new IllegalStateException("kill -" + name + " gave " + exit);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Waits for its end and gives its exit value. */
  public int awaitEnd() {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("process " + pid() + " does not end");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Ends it in peace, or in the end by force; a frozen one by force at once. */
  @Override
  public void close() {
    process.destroy();
    try {
      awaitEnd();
    } finally {
      process.destroyForcibly();
    }
  }
}
