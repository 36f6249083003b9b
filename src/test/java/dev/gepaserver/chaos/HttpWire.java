package dev.gepaserver.chaos;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One connection of HTTP/1.1, as much of it as clients of models and webhooks speak. Written out
 * because no server of the platform tells when a client's last byte was read.
 */
final class HttpWire implements AutoCloseable {

  static final Charset ASCII = StandardCharsets.US_ASCII;

  private final Socket socket;
  private final InputStream in;

  HttpWire(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    socket.setTcpNoDelay(true);
  }

  /** A request that was read to its end. */
  record Request(String path, String body) {}

  /**
   * The next request, null where the client has closed.
   *
   * @throws IOException where it is cut off
   */
  @Nullable Request read() throws IOException {
    String first = line();
    if (first.isEmpty()) {
      return null;
    }
    int length = 0;
    boolean chunked = false;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String low = header.toLowerCase(Locale.ROOT);
      if (low.startsWith("content-length:")) {
        length = Integer.parseInt(low.substring(15).strip());
      }
      chunked |= low.startsWith("transfer-encoding:") && low.endsWith("chunked");
    }
    byte[] body = chunked ? chunks() : exactly(length);
    return new Request(first.split(" ")[1], new String(body, StandardCharsets.UTF_8));
  }

  void answer(String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    String head =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            .formatted(body.length);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head.getBytes(ASCII));
    all.writeBytes(body);
    socket.getOutputStream().write(all.toByteArray());
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = chunkSize(); size > 0; size = chunkSize()) {
      body.writeBytes(exactly(size));
      line();
    }
    line();
    return body.toByteArray();
  }

  private int chunkSize() throws IOException {
    return Integer.parseInt(line().strip(), 16);
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return bytes;
  }

  /** One line without its end; empty at the end of the stream. */
  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(ASCII);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
