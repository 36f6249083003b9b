package dev.gepaserver.dataset;

import dev.gepaserver.common.Json;
import dev.gepaserver.testing.Service;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Imports into a running service. */
final class Imported {

  static final String JSON = "application/json";
  static final String NDJSON = "application/x-ndjson";
  static final String CSV = "text/csv";

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Service service;

  Imported(Service service) {
    this.service = service;
  }

  HttpResponse<String> post(String path, String type, byte[] body) {
    return send(path, type, BodyPublishers.ofByteArray(body));
  }

  /** Posts without saying before how long the body is. */
  HttpResponse<String> stream(String path, String type, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return send(path, type, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)));
  }

  private HttpResponse<String> send(String path, String type, BodyPublisher body) {
    try {
      return HTTP.send(
          HttpRequest.newBuilder(service.uri(path)).header("Content-Type", type).POST(body).build(),
          BodyHandlers.ofString());
    } catch (Exception e) {
      throw new IllegalStateException("POST " + path, e);
    }
  }

  HttpResponse<String> post(String path, String type, String body) {
    return post(path, type, body.getBytes(StandardCharsets.UTF_8));
  }

  /** Imports what has no fault. */
  JsonNode add(String path, String type, String body) {
    HttpResponse<String> answer = post(path, type, body);
    if (answer.statusCode() != 201) {
      throw new AssertionError(answer.statusCode() + " " + answer.body());
    }
    return Json.parse(answer.body());
  }

  /** The data of all rows. */
  List<String> rows(JsonNode collection) {
    return service.all("/datasets/" + collection.get("id").stringValue() + "/items").stream()
        .map(item -> item.get("data").toString())
        .toList();
  }

  /** Every fault of an answer, {@code pointer: detail}. */
  static List<String> faults(HttpResponse<String> answer) {
    JsonNode problem = Json.parse(answer.body());
    return problem
        .path("errors")
        .valueStream()
        .map(e -> e.get("pointer").stringValue() + ": " + e.get("detail").stringValue())
        .toList();
  }
}
