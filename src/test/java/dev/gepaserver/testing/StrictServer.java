package dev.gepaserver.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A provider of OpenAI's protocol on loopback that does to each request whatever it is told to.
 * Every answer says that 10 tokens went in and 5 came out.
 */
public final class StrictServer implements AutoCloseable {

  static {
    // Else an answer's body waits 40 ms for the acknowledgement of its headers.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  /** The tokens of the prompt that every answer tells. */
  public static final int INPUT_TOKENS = 10;

  /** The tokens of the reply that every answer tells. */
  public static final int OUTPUT_TOKENS = 5;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** What is done to a request whose body has been read. */
  @FunctionalInterface
  public interface Conduct {
    /** Answers, or does not. */
    void answer(Request request) throws IOException, InterruptedException;
  }

  /** Opens it on a free port. */
  public StrictServer(Conduct conduct) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          try {
            conduct.answer(new Request(exchange, body));
          } catch (InterruptedException e) {
            // The server is being closed, and whoever hangs with it.
            exchange.close();
          }
        });
    server.start();
  }

  /** Where it is, with {@code /v1}. */
  public String baseUrl() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  @Override
  public void close() {
    threads.shutdownNow();
    server.stop(0);
  }

  /**
   * One request.
   *
   * @param exchange to be answered
   * @param body what was sent
   */
  public record Request(HttpExchange exchange, String body) {

    /** Answers with a reply of the model. */
    public void reply(String text) throws IOException {
      send(
          200,
          """
          {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [{"index": 0,
           "finish_reason": "stop", "message": {"role": "assistant", "content": "%s"}}],
           "usage": {"prompt_tokens": %d, "completion_tokens": %d, "total_tokens": %d}}
          """
              .formatted(text, INPUT_TOKENS, OUTPUT_TOKENS, INPUT_TOKENS + OUTPUT_TOKENS));
    }

    /** Sends it away for so long; an empty text for no word of how long. */
    public void sendAway(String retryAfter) throws IOException {
      if (!retryAfter.isEmpty()) {
        exchange.getResponseHeaders().set("Retry-After", retryAfter);
      }
      send(429, "{\"error\": {\"message\": \"slow down\", \"type\": \"requests\"}}");
    }

    /** Answers with any status and JSON text. */
    public void send(int status, String json) throws IOException {
      byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    }

    /** Cuts the connection. */
    public void cut() {
      exchange.close();
    }
  }
}
