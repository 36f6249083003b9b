package dev.gepaserver.testing;

import dev.gepaserver.common.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A running service on a port of loopback, seen over HTTP. */
public class Api {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final String base;

  Api(int port) {
    this.base = "http://127.0.0.1:" + port;
  }

  /** The address of a path below the API's base. */
  public URI uri(String path) {
    return URI.create(
        base
            + (path.startsWith("/api") || path.startsWith("/actuator") || path.startsWith("/v3")
                ? path
                : "/api/v1" + path));
  }

  /** Sends a request and gives whatever came. */
  public HttpResponse<String> send(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return HTTP.send(request.build(), BodyHandlers.ofString());
    } catch (Exception e) {
      throw new IllegalStateException(method + " " + path, e);
    }
  }

  /** Gets JSON, which must be there. */
  public JsonNode get(String path) {
    return expect(send("GET", path, null, "Accept", "application/json"), 200);
  }

  /** Submits a job and gives its id. */
  public String submit(JsonNode job) {
    return expect(send("POST", "/jobs", Json.write(job)), 202).get("id").stringValue();
  }

  /** Waits until a job has ended or is paused, at most two minutes, and gives its view. */
  public JsonNode settled(String jobId) {
    return settled(jobId, Duration.ofMinutes(2));
  }

  /** Waits until a job has ended or is paused and gives its view. */
  public JsonNode settled(String jobId, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < end) {
      // It answers at once when a job ends, but not when it is paused.
      JsonNode view = get("/jobs/" + jobId + "?wait=PT0.3S");
      if (!List.of("QUEUED", "RUNNING").contains(view.get("status").stringValue())) {
        return view;
      }
    }
    throw new AssertionError("job " + jobId + " does not end: " + get("/jobs/" + jobId));
  }

  /** All items of a list, page after page. */
  public List<JsonNode> all(String path) {
    List<JsonNode> items = new ArrayList<>();
    String cursor = "";
    while (cursor != null) {
      String query = (path.contains("?") ? "&" : "?") + "limit=1000" + cursor;
      JsonNode page = get(path + query);
      page.get("items").forEach(items::add);
      cursor = page.get("next").isNull() ? null : "&cursor=" + page.get("next").stringValue();
    }
    return items;
  }

  private static JsonNode expect(HttpResponse<String> response, int status) {
    if (response.statusCode() != status) {
      throw new AssertionError(
          response.request().method()
              + " "
              + response.uri()
              + " gave "
              + response.statusCode()
              + ": "
              + response.body());
    }
    return Json.parse(response.body());
  }
}
