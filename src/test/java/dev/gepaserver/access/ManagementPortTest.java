package dev.gepaserver.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.testing.Service;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.Environment;

/** A port of its own for health and metrics. */
class ManagementPortTest {

  private static final String KEY = "a-key-that-the-settings-give-0123456789-0123";

  @Test
  void listensWhereTheServiceDoesAndTakesTheSameKeys() throws Exception {
    try (Service service =
            Service.fresh(
                "management.server.port=0",
                "gepa.access.mode=closed",
                "gepa.access.keys.root.key=" + KEY,
                "gepa.access.keys.root.role=viewer");
        HttpClient http = HttpClient.newHttpClient()) {
      Environment environment = service.bean(Environment.class);
      int port = environment.getRequiredProperty("local.management.port", Integer.class);

      HttpResponse<String> stranger = get(http, port, "prometheus", "");
      HttpResponse<String> viewer = get(http, port, "prometheus", "Bearer " + KEY);

      assertThat(environment.getProperty("management.server.address")).isEqualTo("127.0.0.1");
      assertThat(port).isNotEqualTo(service.uri("").getPort());
      assertThat(stranger.statusCode()).isEqualTo(401);
      assertThat(stranger.headers().firstValue("Content-Type"))
          .contains("application/problem+json");
      assertThat(stranger.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(viewer.statusCode()).isEqualTo(200);
      assertThat(viewer.body()).contains("gepa_jobs");
      assertThat(get(http, port, "health", "").statusCode()).isEqualTo(200);
    }
  }

  private static HttpResponse<String> get(HttpClient http, int port, String what, String key)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/actuator/%s".formatted(port, what)));
    if (!key.isEmpty()) {
      request.header("Authorization", key);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }
}
