package dev.gepaserver.job;

import dev.gepaserver.common.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

/** Asks the service over HTTP. */
class TestClient {

  private final HttpClient http = HttpClient.newHttpClient();
  private final Environment environment;

  TestClient(Environment environment) {
    this.environment = environment;
  }

  /** An answer and its body as JSON. */
  record Answer(HttpResponse<String> response) {

    int status() {
      return response.statusCode();
    }

    JsonNode json() {
      return Json.parse(response.body());
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    String code() {
      return json().path("code").asString("");
    }

    /** The pointers of all faults, one a line. */
    String pointers() {
      StringBuilder pointers = new StringBuilder();
      json()
          .path("errors")
          .forEach(e -> pointers.append(e.get("pointer").stringValue()).append('\n'));
      return pointers.toString();
    }
  }

  int port() {
    return environment.getRequiredProperty("local.server.port", Integer.class);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port() + path));
  }

  Answer send(HttpRequest request) {
    try {
      return new Answer(http.send(request, BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  Answer get(String path) {
    return send(request(path).build());
  }

  Answer send(String method, String path, String body) {
    BodyPublisher publisher =
        body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    HttpRequest.Builder request = request(path).method(method, publisher);
    return send(
        body == null
            ? request.build()
            : request.header("Content-Type", "application/json").build());
  }

  Answer post(String path, String body, String... headers) {
    HttpRequest.Builder request =
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body));
    return send(headers.length == 0 ? request.build() : request.headers(headers).build());
  }

  Answer submit(Object body) {
    return post("/api/v1/jobs", body.toString());
  }
}
