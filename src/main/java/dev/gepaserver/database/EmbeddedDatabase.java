package dev.gepaserver.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A durable PostgreSQL in a directory of ours. One service owns the directory at a time, by a file
 * lock that the operating system frees even on kill -9; the server that such a service leaves
 * behind is ended and its data recovered.
 */
public final class EmbeddedDatabase implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String USER = "postgres";
  private static final int ANY_PORT = 0;
  private static final int MOST_RESTARTS = 30;
  private static final Duration RESTART_PAUSE = Duration.ofSeconds(1);

  private final FileChannel channel;
  private final Path home;
  private final EmbeddedPassword password;
  private volatile EmbeddedPostgres server;
  private volatile boolean closing;

  private EmbeddedDatabase(FileChannel channel, Path home) throws IOException {
    this.channel = channel;
    this.home = home;
    endLeftover(data());
    this.password = EmbeddedPassword.of(home, data());
    this.server = startServer(home, ANY_PORT, password);
    try {
      password.demand(server.getDatabase(USER, USER, Map.of("password", password.text())));
    } catch (IOException e) {
      server.close();
      throw e;
    }
    watch();
  }

  private Path data() {
    return home.resolve("data");
  }

  /**
   * A server that dies on its own is started again on its port; whoever uses it waits meanwhile.
   */
  private void watch() throws IOException {
    String pid = Files.readAllLines(data().resolve("postmaster.pid")).getFirst().strip();
    liveServer(pid, data())
        .ifPresent(process ->
            Thread.ofPlatform()
                .daemon()
                .name("postgres-watch")
                .start(() -> restart(process.pid(), process.onExit())));
  }

  private void restart(long pid, CompletableFuture<ProcessHandle> exit) {
    exit.join();
    int port = server.getPort();
    for (int attempt = 1; !closing && attempt <= MOST_RESTARTS; attempt++) {
      LOG.error("PostgreSQL {} has died, starting it again, attempt {}", pid, attempt);
      try {
        // Frees the library's own lock on the directory.
        server.close();
        server = startServer(home, port, password);
        watch();
        return;
      } catch (IOException | RuntimeException e) {
        LOG.warn("PostgreSQL does not start", e);
      }
      try {
        // What it left in shared memory goes away as soon as its last process has ended.
        Thread.sleep(RESTART_PAUSE);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /**
   * Starts the server, making its data directory where there is none.
   *
   * @throws DirectoryInUseException where another live service holds the directory
   * @throws UncheckedIOException where the directory cannot be used or the server does not start
   */
  public static EmbeddedDatabase start(Path directory) {
    Path home = directory.toAbsolutePath().normalize();
    try {
      Files.createDirectories(home);
      FileChannel channel = own(home);
      try {
        return new EmbeddedDatabase(channel, home);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The embedded PostgreSQL could not be started in " + home + ": " + e.getMessage(), e);
    }
  }

  /** JDBC URL of its database. */
  public String url() {
    return server.getJdbcUrl(USER, USER);
  }

  /** The user to connect as. */
  public String user() {
    return USER;
  }

  /** Its password, without which nobody else on this machine gets in; a secret. */
  public String password() {
    return password.text();
  }

  /** Shuts the server down and frees the directory. */
  @Override
  public void close() throws IOException {
    closing = true;
    server.close();
    channel.close();
  }

  private static FileChannel own(Path home) throws IOException {
    Path file = home.resolve("service.lock");
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    if (lock(channel) == null) {
      String holder = Files.readString(file).strip();
      channel.close();
      throw new DirectoryInUseException(home, holder);
    }
    channel.truncate(0);
    channel.write(
        ByteBuffer.wrap(
            Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
    return channel;
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static void endLeftover(Path data) throws IOException {
    Path pidFile = data.resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return;
    }
    List<String> lines = Files.readAllLines(pidFile);
    Optional<ProcessHandle> leftover =
        lines.isEmpty() ? Optional.empty() : liveServer(lines.getFirst().strip(), data);
    if (leftover.isEmpty()) {
      return;
    }
    ProcessHandle server = leftover.get();
    LOG.info("Ending PostgreSQL {}, left behind by a service that was killed", server.pid());
    shutDownFast(server);
    try {
      server.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new IOException(
          "the server of an earlier start (process " + server.pid() + ") does not end", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while an earlier server was ending", e);
    }
  }

  /** SIGINT is PostgreSQL's fast shutdown, which does not wait for clients; SIGTERM would. */
  private static void shutDownFast(ProcessHandle server) throws IOException {
    try {
      new ProcessBuilder("kill", "-INT", Long.toString(server.pid())).start().waitFor();
    } catch (IOException e) {
      server.destroy();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while an earlier server was ending", e);
    }
  }

  /**
   * The process of this number, where it is a PostgreSQL on these data and not another that got the
   * number since.
   */
  private static Optional<ProcessHandle> liveServer(String pid, Path data) {
    if (!pid.matches("\\d{1,10}")) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(pid))
        .filter(ProcessHandle::isAlive)
        .filter(process -> isServerOn(process.info(), data));
  }

  private static boolean isServerOn(ProcessHandle.Info info, Path data) {
    boolean postgres = info.command().map(c -> c.contains("postgres")).orElse(false);
    return postgres
        && info.arguments().map(all -> List.of(all).contains(data.toString())).orElse(true);
  }

  private static EmbeddedPostgres startServer(Path home, int port, EmbeddedPassword password)
      throws IOException {
    return EmbeddedPostgres.builder()
        // Whatever is named here becomes an argument of initdb, after the library's own "-A trust".
        .setLocaleConfig("auth", EmbeddedPassword.METHOD)
        .setLocaleConfig("pwfile", password.file().toString())
        .setConnectConfig("password", password.text())
        .setDataDirectory(home.resolve("data"))
        .setPort(port)
        .setOverrideWorkingDirectory(home.resolve("binaries").toFile())
        .setCleanDataDirectory(false)
        .setRegisterShutdownHook(false)
        .setPGStartupWait(PATIENCE)
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("full_page_writes", "on")
        .setServerConfig("max_wal_size", "4GB")
        .setServerConfig("shared_buffers", "256MB")
        .start();
  }
}
