package dev.gepaserver;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gepaserver.common.Json;
import dev.gepaserver.llm.Speech;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/**
 * A provider of models and webhooks that repeats whatever secret it knows, in every place that
 * anybody might read.
 */
final class TellTale implements AutoCloseable {

  private final HttpServer server;
  private final String secret;
  private final List<String> keys = new CopyOnWriteArrayList<>();
  private final List<String> signatures = new CopyOnWriteArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();

  /**
   * Opens it.
   *
   * @param secret what signs requests to its webhooks
   */
  TellTale(String secret) throws IOException {
    this.secret = secret;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/v1/chat/completions", this::chat);
    server.createContext("/hook/", this::hook);
    for (Speech speech : Speech.values()) {
      if (speech != Speech.OPENAI) {
        AtomicInteger before = new AtomicInteger();
        server.createContext(speech.path(), exchange -> speak(speech, before, exchange));
      }
    }
    server.start();
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** The headers by which keys were sent. */
  List<String> keys() {
    return keys;
  }

  /** The signatures of requests to webhooks. */
  List<String> signatures() {
    return signatures;
  }

  private void chat(HttpExchange exchange) throws IOException {
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    keys.add(authorization);
    JsonNode request = Json.parse(body(exchange));
    String told = "I was sent " + authorization + " and know " + authorization.substring(7);
    exchange.getResponseHeaders().set("X-Request-Id", told);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    switch (request.get("model").stringValue()) {
      case "denied" -> send(exchange, 401, error(told, "invalid_api_key"));
      case "refused" -> send(exchange, 400, error(told, "content_filter"));
      case "shaky" -> {
        switch (asked.getAndIncrement()) {
          case 0 -> send(exchange, 429, error(told, "rate_limit"));
          case 1 -> send(exchange, 500, told);
          case 2 -> send(exchange, 200, "{\"choices\": [" + told);
          default -> send(exchange, 200, completion(told));
        }
      }
      default -> send(exchange, 200, completion("```\n" + told + "\n```"));
    }
  }

  /** At first it cannot cope. */
  private void speak(Speech speech, AtomicInteger before, HttpExchange exchange)
      throws IOException {
    String header = exchange.getRequestHeaders().getFirst(speech.keyHeader());
    keys.add(header);
    body(exchange);
    String told =
        "I was sent " + header + " and know " + header.substring(speech.keyValue("").length());
    exchange.getResponseHeaders().set("X-Request-Id", told);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    if (before.getAndIncrement() == 0) {
      send(exchange, 500, error(told, "api_error"));
    } else {
      send(exchange, 200, speech.answer("```\n" + told + "\n```"));
    }
  }

  private void hook(HttpExchange exchange) throws IOException {
    signatures.add(String.valueOf(exchange.getRequestHeaders().getFirst("X-Gepa-Signature")));
    String told =
        "I was sent %s and know %s"
            .formatted(exchange.getRequestHeaders().getFirst("Authorization"), secret);
    body(exchange);
    switch (exchange.getRequestURI().getPath()) {
      case "/hook/score" -> send(exchange, 200, Json.write(Map.of("score", 0.5, "feedback", told)));
      case "/hook/away" -> send(exchange, 503, told);
      default -> send(exchange, 403, told);
    }
  }

  private static String error(String message, String code) {
    return Json.write(Map.of("error", Map.of("message", message, "code", code, "type", message)));
  }

  private static String completion(String text) {
    return Json.write(
        Map.of(
            "id",
            "c",
            "object",
            "chat.completion",
            "created",
            1,
            "model",
            text,
            "choices",
            List.of(
                Map.of(
                    "index",
                    0,
                    "finish_reason",
                    "stop",
                    "message",
                    Map.of("role", "assistant", "content", text)))));
  }

  private static String body(HttpExchange exchange) throws IOException {
    return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    try (exchange) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
