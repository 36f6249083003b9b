package dev.gepaserver.demo;

import dev.gepaserver.common.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The few calls of the service's HTTP API that the demo needs, made as any other client would make
 * them.
 */
final class DemoClient implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final String base;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /**
   * Makes one.
   *
   * @param base where the service answers, without a slash at the end, such as {@code
   *     http://127.0.0.1:8080}
   */
  DemoClient(String base) {
    this.base = base;
  }

  /** Where the service answers. */
  String base() {
    return base;
  }

  /**
   * Submits a job, or finds the one submitted before under this key.
   *
   * @throws DemoException where the service refuses it
   * @throws InterruptedException where the demo is to end
   */
  DemoJobView submit(String body, String idempotencyKey) throws InterruptedException {
    return DemoJobView.of(
        call(
            request("/jobs")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", idempotencyKey)
                .POST(BodyPublishers.ofString(body))));
  }

  /**
   * Looks at a job.
   *
   * @throws DemoException where the service does not tell
   * @throws InterruptedException where the demo is to end
   */
  DemoJobView job(String id) throws InterruptedException {
    return DemoJobView.of(call(request("/jobs/" + id)));
  }

  /**
   * What a candidate changed against the seed: component to unified diff.
   *
   * @throws DemoException where the service does not tell
   * @throws InterruptedException where the demo is to end
   */
  Map<String, String> diffAgainstSeed(String id, long candidate) throws InterruptedException {
    JsonNode answer = call(request("/jobs/" + id + "/candidates/" + candidate + "/diff?against=0"));
    Map<String, String> diffs = new LinkedHashMap<>();
    JsonNode components = answer.get("components");
    if (components != null) {
      components.properties().forEach(e -> diffs.put(e.getKey(), Json.inText(e.getValue())));
    }
    return diffs;
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + "/api/v1" + path))
        .timeout(TIMEOUT)
        .header("Accept", "application/json, application/problem+json");
  }

  private JsonNode call(HttpRequest.Builder builder) throws InterruptedException {
    HttpRequest request = builder.build();
    String what = request.method() + " " + request.uri();
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() / 100 != 2) {
        throw new DemoException(
            "%s was answered %d: %s".formatted(what, response.statusCode(), response.body()));
      }
      return Json.parse(response.body());
    } catch (IOException e) {
      throw new DemoException(what + " failed: " + e, e);
    } catch (JacksonException e) {
      throw new DemoException(what + " was answered with something that is not JSON", e);
    }
  }
}
