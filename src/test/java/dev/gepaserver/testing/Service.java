package dev.gepaserver.testing;

import dev.gepaserver.GepaServer;
import dev.gepaserver.common.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/**
 * The whole service in this JVM, on a free port of loopback; can be closed and started again on the
 * same database.
 */
public final class Service implements AutoCloseable {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final ConfigurableApplicationContext context;
  private final String base;

  private Service(ConfigurableApplicationContext context) {
    this.context = context;
    int port = ((WebServerApplicationContext) context).getWebServer().getPort();
    this.base = "http://127.0.0.1:" + port;
  }

  /** Starts it on a database with further settings, {@code name=value}. */
  public static Service on(TestDatabase.Access database, String... settings) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("server.port", "0");
    properties.put("spring.datasource.url", database.url());
    properties.put("spring.datasource.username", database.user());
    properties.put("spring.datasource.password", database.password());
    properties.put("db-scheduler.polling-interval", "100ms");
    properties.put("spring.main.banner-mode", "off");
    List<String> arguments = new ArrayList<>();
    properties.forEach((name, value) -> arguments.add("--" + name + "=" + value));
    for (String setting : settings) {
      arguments.add("--" + setting);
    }
    return new Service(
        new SpringApplicationBuilder(GepaServer.class).run(arguments.toArray(String[]::new)));
  }

  /** Starts it on a fresh database. */
  public static Service fresh(String... settings) {
    return on(TestDatabase.create(), settings);
  }

  /** A bean of the service. */
  public <T> T bean(Class<T> type) {
    return context.getBean(type);
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
    for (int i = 0; i < 12; i++) {
      JsonNode view = get("/jobs/" + jobId + "?wait=PT10S");
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

  @Override
  public void close() {
    context.close();
  }
}
