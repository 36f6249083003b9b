package dev.gepaserver.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gepaserver.common.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The outside world of a job on loopback: models behind the OpenAI protocol, and webhooks. Counts
 * what it is asked.
 */
public final class World implements AutoCloseable {

  static {
    // Else an answer's body waits 40 ms for the acknowledgement of its headers.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final Map<String, Function<String, String>> models = new ConcurrentHashMap<>();
  private final Map<String, Function<JsonNode, String>> hooks = new ConcurrentHashMap<>();
  private final Set<String> silent = ConcurrentHashMap.newKeySet();
  private final List<JsonNode> chats = new CopyOnWriteArrayList<>();
  private final List<JsonNode> posts = new CopyOnWriteArrayList<>();

  /** Opens it on a free port. */
  public World() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  /** Adds a model: from the last message's text to the reply. */
  public World model(String name, Function<String, String> reply) {
    models.put(name, reply);
    return this;
  }

  /** Lets the answers of a model tell no usage. */
  public World withoutUsage(String model) {
    silent.add(model);
    return this;
  }

  /** Adds a webhook: from the request to the raw answer's JSON text. */
  public World hook(String name, Function<JsonNode, String> answer) {
    hooks.put(name, answer);
    return this;
  }

  /** The settings by which a service finds the models as provider {@code lab}. */
  public String[] settings() {
    return new String[] {
      "gepa.providers.lab.type=openai",
      "gepa.providers.lab.base-url=" + base() + "/v1",
      "gepa.providers.lab.api-key=none"
    };
  }

  /** The address of a webhook. */
  public String url(String hook) {
    return base() + "/hooks/" + hook;
  }

  /** Chat requests so far. */
  public List<JsonNode> chats() {
    return chats;
  }

  /** Webhook requests so far. */
  public List<JsonNode> posts() {
    return posts;
  }

  private String base() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String answer;
    int status = 200;
    try (exchange) {
      try {
        JsonNode request =
            Json.parse(
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        String path = exchange.getRequestURI().getPath();
        answer = path.endsWith("/chat/completions") ? chat(request) : post(path, request);
      } catch (Away e) {
        status = 503;
        answer = Json.write(Map.of("error", Map.of("message", "away")));
      } catch (UnknownModel e) {
        status = 404;
        answer =
            Json.write(
                Map.of("error", Map.of("message", e.getMessage(), "code", "model_not_found")));
      } catch (RuntimeException e) {
        status = 400;
        answer = Json.write(Map.of("error", Map.of("message", "the world has no answer: " + e)));
      }
      byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private String post(String path, JsonNode request) {
    posts.add(request);
    return hooks.get(path.substring(path.lastIndexOf('/') + 1)).apply(request);
  }

  private String chat(JsonNode request) {
    chats.add(request);
    JsonNode messages = request.get("messages");
    JsonNode content = messages.get(messages.size() - 1).get("content");
    String text =
        content.isString() ? content.stringValue() : content.get(0).get("text").stringValue();
    String model = request.get("model").stringValue();
    if (!models.containsKey(model)) {
      throw new UnknownModel("there is no model " + model);
    }
    String reply = models.get(model).apply(text);
    ObjectNode answer = Json.object();
    answer.put("id", "c").put("object", "chat.completion").put("created", 1);
    answer.set("model", request.get("model"));
    ArrayNode choices = answer.putArray("choices");
    ObjectNode choice = choices.addObject().put("index", 0).put("finish_reason", "stop");
    choice.putObject("message").put("role", "assistant").put("content", reply);
    if (silent.contains(model)) {
      return Json.write(answer);
    }
    answer
        .putObject("usage")
        .put("prompt_tokens", tokens(text))
        .put("completion_tokens", tokens(reply))
        .put("total_tokens", tokens(text) + tokens(reply));
    return Json.write(answer);
  }

  private static int tokens(String text) {
    return (text.length() + 3) / 4;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  /** Thrown by a model or webhook that is away for now. */
  public static final class Away extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Thrown by a model that its provider does not have for now. */
  public static final class UnknownModel extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Makes one. */
    public UnknownModel(String message) {
      super(message);
    }
  }
}
