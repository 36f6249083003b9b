package dev.gepaserver.outbound;

import dev.gepaserver.journal.AttemptFailedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.ConnectionPool;
import okhttp3.EventListener;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSink;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer over HTTP/1.1, connections kept alive. A name is resolved once for a
 * connection, its addresses are checked, and the connection is made to one of those that were: a
 * name that means something else a moment later leads nowhere else. Follows no redirect, repeats
 * nothing, goes through no proxy, which would resolve the name anew. Calls are made on the caller's
 * thread, which has to be a virtual one to be interruptible.
 */
final class Wire implements AutoCloseable {

  private static final int MOST_IDLE = 512;
  private static final int SHOWN_ERROR = 300;

  private final OkHttpClient client;
  private final Targets targets;

  Wire(Targets targets, Duration connectTimeout) {
    this.targets = targets;
    this.client =
        new OkHttpClient.Builder()
            .dns(targets::addresses)
            .proxy(Proxy.NO_PROXY)
            .protocols(List.of(Protocol.HTTP_1_1))
            .followRedirects(false)
            .followSslRedirects(false)
            .retryOnConnectionFailure(false)
            .connectTimeout(connectTimeout)
            // The time of the whole call is what is limited.
            .readTimeout(Duration.ZERO)
            .writeTimeout(Duration.ZERO)
            .connectionPool(new ConnectionPool(MOST_IDLE, 30, TimeUnit.SECONDS))
            .eventListenerFactory(call -> connected(call.request()))
            .build();
  }

  /** What came back; the body whole, of whatever status. */
  record Answer(int status, Headers headers, byte[] body) {}

  /**
   * Posts.
   *
   * @param timeout from now to the last byte of the answer
   * @param mostBytes the largest body read; of a larger one the connection is dropped
   * @throws AttemptFailedException typed by what went wrong
   * @throws Late where there was a connection, and no complete answer in time
   * @throws InterruptedException where the thread was interrupted; the connection is dropped
   */
  Answer post(URI url, Headers headers, byte[] body, Duration timeout, int mostBytes)
      throws AttemptFailedException, Late, InterruptedException {
    Connected connected = new Connected();
    try {
      HttpUrl target = HttpUrl.get(url.toString());
      if (Targets.isAddress(target.host())) {
        // The client asks the resolver for names only.
        targets.addresses(target.host());
      }
      Request request =
          new Request.Builder()
              .url(target)
              .headers(headers)
              .tag(Connected.class, connected)
              .post(new Once(body))
              .build();
      Call call = client.newCall(request);
      call.timeout().timeout(timeout.toNanos(), TimeUnit.NANOSECONDS);
      return exchange(call, mostBytes);
    } catch (IllegalArgumentException e) {
      throw AttemptFailedException.faulty("rejected", "the URL cannot be called: " + e);
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (connected.yes
          && e instanceof InterruptedIOException
          && !(e instanceof SocketTimeoutException)) {
        throw new Late(e);
      }
      throw failure(url, e);
    }
  }

  private static Answer exchange(Call call, int mostBytes) throws IOException {
    try (Response response = call.execute()) {
      ResponseBody body = response.body();
      if (body == null) {
        return new Answer(response.code(), response.headers(), new byte[0]);
      }
      Buffer read = new Buffer();
      BufferedSource source = body.source();
      while (source.read(read, mostBytes + 1L - read.size()) >= 0) {
        if (read.size() > mostBytes) {
          // Before it is closed, which would first try to read on to the answer's end.
          call.cancel();
          throw new TooLarge(mostBytes);
        }
      }
      return new Answer(response.code(), response.headers(), read.readByteArray());
    }
  }

  private static AttemptFailedException failure(URI url, IOException e) {
    return switch (e) {
      case Refused _ -> AttemptFailedException.faulty("rejected", "the URL " + e.getMessage());
      case TooLarge _ ->
          AttemptFailedException.faulty("malformed", Post.shown(url) + ": " + e.getMessage());
      case UnknownHostException _ -> network("host " + url.getHost() + " is not known");
      case InterruptedIOException _ ->
          AttemptFailedException.unavailable(
              AttemptFailedException.TIMEOUT, "cannot connect in time", null);
      case ConnectException _ -> network("cannot connect");
      default -> network("the connection failed: " + shortened(String.valueOf(e.getMessage())));
    };
  }

  private static AttemptFailedException network(String detail) {
    return AttemptFailedException.unavailable(AttemptFailedException.NETWORK, detail, null);
  }

  // Where an answer is no HTTP, the message has what came instead.
  private static String shortened(String message) {
    return message.length() <= SHOWN_ERROR ? message : message.substring(0, SHOWN_ERROR) + "…";
  }

  private static Connected connected(Request request) {
    Connected connected = request.tag(Connected.class);
    return connected == null ? new Connected() : connected;
  }

  @Override
  public void close() {
    client.dispatcher().cancelAll();
    client.connectionPool().evictAll();
  }

  /** Knows whether there was a connection, by which a call that is late is judged. */
  private static final class Connected extends EventListener {

    private volatile boolean yes;

    @Override
    public void connectionAcquired(Call call, Connection connection) {
      yes = true;
    }
  }

  /** A body that the client never sends again by itself. */
  private static final class Once extends RequestBody {

    private final byte[] bytes;

    Once(byte[] bytes) {
      this.bytes = bytes;
    }

    // The header says it, in the words of the user where he gave any.
    @Override
    public @Nullable MediaType contentType() {
      return null;
    }

    @Override
    public long contentLength() {
      return bytes.length;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      sink.write(bytes);
    }

    @Override
    public boolean isOneShot() {
      return true;
    }
  }

  /** No complete answer came in time. */
  static final class Late extends Exception {
    private static final long serialVersionUID = 1L;

    Late(IOException cause) {
      super(cause);
    }
  }

  /** The answer is larger than the limit. */
  private static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1L;

    TooLarge(int limit) {
      super("the answer is larger than %,d bytes".formatted(limit));
    }
  }
}
