package dev.gepaserver.outbound;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gepaserver.common.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** A webhook on loopback that keeps what it was asked. */
public final class TestWebhook implements AutoCloseable {

  private final HttpServer server;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private volatile Function<JsonNode, String> answers;
  private volatile int status = 200;

  /** Answers each body with the text that the function makes of it. */
  public TestWebhook(Function<JsonNode, String> answers) throws IOException {
    this.answers = answers;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  /** From now on answers otherwise. */
  public void answer(Function<JsonNode, String> otherwise) {
    answers = otherwise;
  }

  /** From now on answers with this status. */
  public void status(int code) {
    status = code;
  }

  /** Where it listens. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }

  /** What it was asked, in order. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      requests.add(
          new Request(
              body,
              exchange.getRequestHeaders().getFirst("X-Gepa-Request"),
              exchange.getRequestHeaders().getFirst("X-Token"),
              exchange.getRequestHeaders().getFirst("X-Gepa-Timestamp"),
              exchange.getRequestHeaders().getFirst("X-Gepa-Signature")));
      byte[] answer = answers.apply(Json.parse(body)).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  /** One request: its body, its id, the header {@code X-Token}, when and how it was signed. */
  public record Request(String body, String id, String token, String timestamp, String signature) {

    /** The body as JSON. */
    public JsonNode json() {
      return Json.parse(body);
    }
  }
}
