package dev.gepaserver.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Json;
import dev.gepaserver.testing.Service;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Requests made of the API's own description, whole ones and such as are broken by chance, the same
 * ones each time: whatever is asked, the service does not fail, and says what is wrong as a
 * problem.
 */
@Tag("slow")
class ApiFuzzTest {

  private static final int REQUESTS = 3_000;
  private static final String NOBODY = "0199a1b2-0000-7000-8000-000000000000";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String[] STRANGE = {
    "",
    " ",
    "0",
    "-1",
    "1e999",
    "null",
    "true",
    "[]",
    "{}",
    "%00",
    "\u0000",
    "\uD800",
    "é€😀",
    "../..",
    "<script>alert(1)</script>",
    "' or 1=1 --",
    "{{input}}",
    "x".repeat(3_000),
    "99999999999999999999",
    NOBODY,
    "http://169.254.169.254/",
    "PT1S",
    "P999999999D"
  };
  private static final String[] VALUES = {
    "null",
    "true",
    "0",
    "-1",
    "1e400",
    "1.5",
    "123456789012345678901234567890",
    "\"\"",
    "\"x\"",
    "[]",
    "{}",
    "[[[[]]]]",
    "{\"a\": {\"a\": {}}}",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "\"<script>\"",
    "\"{{x}}\"",
    "[null]",
    "\"http://169.254.169.254/\"",
    "{\"type\": \"composite\", \"parts\": []}"
  };

  private static Service service;
  private static HttpClient http;
  private static JsonNode api;
  private static String job;
  private static String dataset;
  private static String corpus;

  private final Random random = new Random(20_261_124);

  @BeforeAll
  static void starts() {
    service = Service.fresh("gepa.workers.max-jobs=2", "gepa.limits.body=1MB");
    http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    api = service.get("/v3/api-docs");
    job = service.submit(api.at("/components/schemas/Job/example"));
    service.settled(job);
    dataset = created("/datasets", "{\"name\": \"d\", \"items\": [{\"input\": \"a\"}]}");
    corpus =
        created("/corpora", "{\"name\": \"c\", \"items\": [{\"id\": \"1\", \"text\": \"a b\"}]}");
  }

  @AfterAll
  static void stops() {
    http.close();
    service.close();
  }

  @Test
  void neverFailsAndTellsEveryFaultAsAProblem() throws Exception {
    List<Operation> operations = operations();
    List<String> wrong = new ArrayList<>();
    int[] statuses = new int[6];

    for (int i = 0; i < REQUESTS; i++) {
      Operation operation = operations.get(random.nextInt(operations.size()));
      HttpRequest request = request(operation, random.nextInt(3));
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      statuses[answer.statusCode() / 100]++;
      String fault = fault(answer);
      if (fault != null) {
        wrong.add(
            fault + ": " + request.method() + " " + request.uri() + " " + shortened(answer.body()));
      }
    }

    assertThat(wrong).isEmpty();
    // Both kinds were asked: what is right, and what is not.
    assertThat(statuses[2]).isGreaterThan(REQUESTS / 10);
    assertThat(statuses[4]).isGreaterThan(REQUESTS / 3);
  }

  private static String fault(HttpResponse<String> answer) {
    int status = answer.statusCode();
    if (status >= 500) {
      return "fails with " + status;
    }
    if (status < 400) {
      return null;
    }
    String type = answer.headers().firstValue("Content-Type").orElse("");
    if (!type.startsWith("application/problem+json")) {
      return status + " is of type " + type;
    }
    if (answer.request().method().equals("HEAD")) {
      return null;
    }
    JsonNode problem = Json.parse(answer.body());
    boolean told =
        problem.path("status").asInt(0) == status
            && !problem.path("code").asString("").isEmpty()
            && !problem.path("detail").asString("").isBlank();
    return told ? null : status + " tells nothing";
  }

  private record Operation(String method, String path, JsonNode described) {}

  private static List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    api.get("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .properties()
                .forEach(o ->
                    operations.add(
                        new Operation(
                            o.getKey().toUpperCase(Locale.ROOT), path.getKey(), o.getValue()))));
    return operations;
  }

  /**
   * A request.
   *
   * @param breaks how many things of it are broken at most
   */
  private HttpRequest request(Operation operation, int breaks) {
    boolean breaksPath = breaks > 0 && random.nextInt(4) == 0;
    String path = operation.path();
    while (path.contains("{")) {
      int end = path.indexOf('}');
      String name = path.substring(path.indexOf('{') + 1, end);
      String value = breaksPath ? strange() : known(name, operation);
      path = path.substring(0, path.indexOf('{')) + encoded(value) + path.substring(end + 1);
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(
                    service.uri("/x").toString().replace("/api/v1/x", "")
                        + path
                        + query(operation, breaks)))
            .timeout(PATIENCE)
            .header("Accept", accept(operation, breaks));
    if (breaks > 0 && random.nextInt(8) == 0) {
      request.header(
          random.nextBoolean() ? "Idempotency-Key" : "If-None-Match",
          "\"" + random.nextInt(50) + "\"");
    }
    JsonNode content = operation.described().at("/requestBody/content");
    if (content.isMissingNode()) {
      return request.method(operation.method(), BodyPublishers.noBody()).build();
    }
    List<String> types = new ArrayList<>(content.propertyNames());
    String type = types.get(random.nextInt(types.size()));
    byte[] body = body(content.get(type).path("example"), breaks);
    return request
        .header(
            "Content-Type",
            breaks > 0 && random.nextInt(10) == 0 ? "text/" + random.nextInt(9) : type)
        .method(operation.method(), BodyPublishers.ofByteArray(body))
        .build();
  }

  private String query(Operation operation, int breaks) {
    StringBuilder query = new StringBuilder();
    for (JsonNode parameter : operation.described().path("parameters")) {
      // Waiting, and following what goes on, is right and takes its time.
      boolean asked = parameter.get("in").stringValue().equals("query") && random.nextInt(3) == 0;
      if (asked && !parameter.get("name").stringValue().equals("wait")) {
        String value = breaks > 0 ? strange() : usual(parameter.get("schema"));
        append(query, parameter.get("name").stringValue(), value);
      }
    }
    if (breaks > 1 && random.nextInt(4) == 0) {
      append(query, strange(), strange());
    }
    return query.toString();
  }

  private static void append(StringBuilder query, String name, String value) {
    query
        .append(query.isEmpty() ? '?' : '&')
        .append(encoded(name))
        .append('=')
        .append(encoded(value));
  }

  private String usual(JsonNode schema) {
    JsonNode choices = schema.has("items") ? schema.at("/items/enum") : schema.path("enum");
    if (choices.isArray()) {
      return choices.get(random.nextInt(choices.size())).stringValue();
    }
    return schema.path("type").toString().contains("integer") ? "1" : "a";
  }

  private String accept(Operation operation, int breaks) {
    if (breaks > 1 && random.nextInt(6) == 0) {
      return List.of("text/html", "nonsense", "image/png", "*/*;q=x").get(random.nextInt(4));
    }
    return operation.path().endsWith("/events") || random.nextBoolean()
        ? "application/json"
        : "*/*";
  }

  private byte[] body(JsonNode example, int breaks) {
    if (example.isString()) {
      return broken(example.stringValue(), breaks).getBytes(StandardCharsets.UTF_8);
    }
    JsonNode body = example.isMissingNode() ? Json.object() : example.deepCopy();
    if (body.at("/budget").isObject()) {
      ((ObjectNode) body.get("budget")).put("maxRollouts", 20);
    }
    for (int i = 0; i < breaks; i++) {
      mutate(body);
    }
    return breaks > 1 && random.nextInt(5) == 0
        ? broken(body.toString(), 1).getBytes(StandardCharsets.UTF_8)
        : body.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Changes one value somewhere, takes it away, or adds one. */
  private void mutate(JsonNode root) {
    List<JsonNode> places = new ArrayList<>();
    containers(root, places);
    JsonNode place = places.get(random.nextInt(places.size()));
    JsonNode value = Json.parse(VALUES[random.nextInt(VALUES.length)]);
    switch (place) {
      case ObjectNode object -> {
        List<String> names = new ArrayList<>(object.propertyNames());
        if (names.isEmpty() || random.nextInt(8) == 0) {
          object.set(strange(), value);
        } else if (random.nextInt(4) == 0) {
          object.remove(names.get(random.nextInt(names.size())));
        } else {
          object.set(names.get(random.nextInt(names.size())), value);
        }
      }
      case ArrayNode array -> {
        if (array.isEmpty() || random.nextBoolean()) {
          array.add(value);
        } else {
          array.set(random.nextInt(array.size()), value);
        }
      }
      default -> {
        // A body that is no container is left as it is.
      }
    }
  }

  private static void containers(JsonNode node, List<JsonNode> found) {
    if (node.isContainer() || found.isEmpty()) {
      found.add(node);
    }
    node.forEach(child -> {
      if (child.isContainer()) {
        containers(child, found);
      }
    });
  }

  private String broken(String text, int times) {
    StringBuilder broken = new StringBuilder(text);
    for (int i = 0; i < times && !broken.isEmpty(); i++) {
      int at = random.nextInt(broken.length());
      switch (random.nextInt(3)) {
        case 0 -> broken.deleteCharAt(at);
        case 1 -> broken.insert(at, strange());
        default -> broken.setLength(at);
      }
    }
    return broken.toString();
  }

  private String strange() {
    return STRANGE[random.nextInt(STRANGE.length)];
  }

  private String known(String name, Operation operation) {
    if (operation.method().equals("DELETE")) {
      // What there is has to be there for the others.
      return NOBODY;
    }
    return switch (name) {
      case "index" -> "0";
      case "rolloutId" -> "0.seed.0.0";
      default -> {
        String path = operation.path();
        yield path.contains("/datasets") ? dataset : path.contains("/corpora") ? corpus : job;
      }
    };
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String shortened(String text) {
    return text.length() <= 300 ? text : text.substring(0, 300);
  }

  private static String created(String path, String body) {
    HttpResponse<String> answer = service.send("POST", path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return Json.parse(answer.body()).get("id").stringValue();
  }
}
