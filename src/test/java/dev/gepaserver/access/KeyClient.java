package dev.gepaserver.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

/** Asks the closed service over HTTP, with whatever key; follows no redirect, keeps no cookie. */
@TestComponent
class KeyClient {

  private static final AtomicInteger NAMES = new AtomicInteger();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Environment environment;

  KeyClient(Environment environment) {
    this.environment = environment;
  }

  /** A key that was made for a test. */
  record Made(String id, String name, String key) {}

  Made make(Role role) {
    String name = role.wireName() + " " + NAMES.incrementAndGet();
    HttpResponse<String> answer =
        send(
            "POST",
            "/api/v1/keys",
            ClosedServiceTest.ROOT_KEY,
            "{\"name\": \"%s\", \"role\": \"%s\"}".formatted(name, role.wireName()));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    JsonNode made = Json.parse(answer.body());
    return new Made(made.get("id").stringValue(), name, made.get("key").stringValue());
  }

  void revoke(Made key) {
    HttpResponse<String> answer =
        send("DELETE", "/api/v1/keys/" + key.id(), ClosedServiceTest.ROOT_KEY, null);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
  }

  /** Sends a request with a key, null for none; a body is JSON. */
  HttpResponse<String> send(
      String method, String path, @Nullable String key, @Nullable String body, String... headers) {
    HttpRequest.Builder request = request(path);
    if (key != null) {
      request.header("Authorization", "Bearer " + key);
    }
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(
        request.method(
            method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
  }

  JsonNode get(String path, String key) {
    HttpResponse<String> answer = send("GET", path, key, null);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.parse(answer.body());
  }

  /** Sends a form, as a browser does. */
  HttpResponse<String> form(String path, String fields, String... headers) {
    HttpRequest.Builder request =
        request(path).header("Content-Type", "application/x-www-form-urlencoded");
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request.POST(BodyPublishers.ofString(fields)));
  }

  HttpRequest.Builder request(String path) {
    int port = environment.getRequiredProperty("local.server.port", Integer.class);
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
