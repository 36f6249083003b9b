package dev.gepaserver.testing;

import dev.gepaserver.common.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Follows a job's events as a browser does; closed, it cuts the connection. */
public final class EventStream implements AutoCloseable {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final HttpResponse<InputStream> response;
  private final BufferedReader lines;

  private EventStream(HttpResponse<InputStream> response) {
    this.response = response;
    this.lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  /** One event as it came. */
  public record Event(long id, String type, JsonNode data) {}

  /** Opens a stream with further headers. */
  public static EventStream of(Service service, String jobId, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(service.uri("/jobs/" + jobId + "/events"))
            .header("Accept", "text/event-stream");
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return new EventStream(HTTP.send(request.build(), BodyHandlers.ofInputStream()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Opens a stream that goes on after an event. */
  public static EventStream after(long last, Service service, String jobId) {
    return of(service, jobId, "Last-Event-ID", Long.toString(last));
  }

  /** The status of the answer. */
  public int status() {
    return response.statusCode();
  }

  /** A header of the answer, empty where there is none. */
  public String header(String name) {
    return response.headers().firstValue(name).orElse("");
  }

  /** Waits for the next line; null where the stream has ended as it should. */
  public String line() {
    try {
      return lines.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the next event; empty where the stream has ended as it should. */
  public Optional<Event> next() {
    Map<String, String> fields = new HashMap<>();
    for (String line = line(); line != null; line = line()) {
      if (line.isEmpty() && fields.containsKey("data")) {
        return Optional.of(
            new Event(
                Long.parseLong(fields.get("id")),
                fields.get("event"),
                Json.parse(fields.get("data"))));
      }
      if (line.indexOf(": ") > 0) {
        fields.put(line.substring(0, line.indexOf(": ")), line.substring(line.indexOf(": ") + 2));
      }
    }
    return Optional.empty();
  }

  /** All events until the stream ends. */
  public List<Event> toItsEnd() {
    List<Event> events = new ArrayList<>();
    for (Optional<Event> event = next(); event.isPresent(); event = next()) {
      events.add(event.get());
    }
    return events;
  }

  @Override
  public void close() {
    try {
      lines.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
