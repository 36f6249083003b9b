package dev.gepaserver.chaos;

import dev.gepaserver.testing.TestDatabase;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a service and PostgreSQL, and cuts the connection at some commits: before the
 * server is told, after that without waiting for it, or when it has committed and before the
 * service hears of it.
 */
final class CutCommits implements AutoCloseable {

  private static final int ONE_OF = 4;

  private enum Cut {
    NONE,
    BEFORE,
    AFTER,
    COMMITTED
  }

  private final ServerSocket server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
  private final TestDatabase.Access database;
  private final URI target;
  private final Random random = new Random(1);
  private final AtomicInteger left = new AtomicInteger();

  CutCommits(TestDatabase.Access database) throws IOException {
    this.database = database;
    this.target = URI.create(database.url().substring("jdbc:".length()));
    Thread.ofVirtual().name("cutter").start(this::accept);
  }

  /** The way to the database through here; each statement shows its text. */
  TestDatabase.Access access() {
    String url =
        "jdbc:postgresql://localhost:%d%s?sslmode=disable&gssEncMode=disable&prepareThreshold=0"
            .formatted(server.getLocalPort(), target.getPath());
    return new TestDatabase.Access(url, database.user(), database.password());
  }

  /** Cuts so many from now on. */
  void cut(int commits) {
    left.set(commits);
  }

  /** How many are still to be cut. */
  int left() {
    return left.get();
  }

  private synchronized Cut decide() {
    if (left.get() == 0 || random.nextInt(ONE_OF) > 0) {
      return Cut.NONE;
    }
    left.decrementAndGet();
    return Cut.values()[1 + random.nextInt(Cut.values().length - 1)];
  }

  private void accept() {
    try {
      while (!server.isClosed()) {
        new Way(server.accept()).open();
      }
    } catch (IOException e) {
      if (!server.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  /** One connection. */
  private final class Way {

    private final Socket client;
    private final Socket postgres;
    private volatile boolean committing;

    Way(Socket client) throws IOException {
      this.client = client;
      this.postgres = new Socket(target.getHost(), target.getPort());
      client.setTcpNoDelay(true);
      postgres.setTcpNoDelay(true);
    }

    void open() {
      Thread.ofVirtual().start(() -> run(this::requests));
      Thread.ofVirtual().start(() -> run(this::answers));
    }

    private void requests() throws IOException {
      DataInputStream in = new DataInputStream(client.getInputStream());
      DataOutputStream out = new DataOutputStream(postgres.getOutputStream());
      // The first message has no type.
      body(in, out, in.readInt());
      out.flush();
      boolean commit = false;
      for (int type = in.read(); type >= 0; type = in.read()) {
        int length = in.readInt();
        Cut cut = type == 'S' && commit ? decide() : Cut.NONE;
        if (cut == Cut.BEFORE) {
          return;
        }
        committing = cut == Cut.COMMITTED;
        out.writeByte(type);
        byte[] body = body(in, out, length);
        out.flush();
        if (cut == Cut.AFTER) {
          return;
        }
        commit = type == 'P' ? text(body).contains("\0COMMIT\0") : commit && type != 'S';
      }
    }

    private static byte[] body(DataInputStream in, DataOutputStream out, int length)
        throws IOException {
      byte[] body = in.readNBytes(length - Integer.BYTES);
      out.writeInt(length);
      out.write(body);
      return body;
    }

    private static String text(byte[] body) {
      return new String(body, StandardCharsets.UTF_8);
    }

    private void answers() throws IOException {
      InputStream in = postgres.getInputStream();
      OutputStream out = client.getOutputStream();
      byte[] buffer = new byte[8192];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (committing) {
          return;
        }
        out.write(buffer, 0, n);
      }
    }

    private void run(Pump pump) {
      try (client;
          postgres) {
        pump.run();
      } catch (IOException e) {
        // One side has gone; so does the other.
      }
    }
  }

  @FunctionalInterface
  private interface Pump {
    void run() throws IOException;
  }
}
