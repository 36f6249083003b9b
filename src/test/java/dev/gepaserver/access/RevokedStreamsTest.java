package dev.gepaserver.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.access.KeyClient.Made;
import dev.gepaserver.common.Json;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** What a key or a session began to read ends with it. */
@ClosedServiceTest
class RevokedStreamsTest {

  private static final String ROOT = ClosedServiceTest.ROOT_KEY;
  private static final String JOB =
      """
      {"seedCandidate": {"prompt": "Do it."}, "trainset": [{"input": "one"}],
       "system": {"type": "http", "url": "http://127.0.0.1:%d/"},
       "reflection": {"model": "simulated/reflector"}, "budget": {"maxRollouts": 5}}
      """;

  @Autowired KeyClient client;

  @Test
  void endsTheEventStreamsOfAKeyThatIsRevokedAndOfItsSessions() throws Exception {
    Made key = client.make(Role.VIEWER);
    Made other = client.make(Role.VIEWER);
    String session =
        client.form("/login", "key=" + key.key()).headers().allValues("Set-Cookie").stream()
            .filter(cookie -> cookie.startsWith("gepa_session=") && !cookie.contains("=;"))
            .findFirst()
            .orElseThrow()
            .split(";")[0];
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> submitted =
          client.send("POST", "/api/v1/jobs", ROOT, JOB.formatted(silent.getLocalPort()));
      JsonNode job = Json.parse(submitted.body());
      assertThat(submitted.statusCode()).as(submitted.body()).isEqualTo(202);
      String id = job.get("id").stringValue();
      HttpRequest.Builder events = client.request("/api/v1/jobs/" + id + "/events");
      HttpRequest.Builder changes = client.request("/jobs/" + id + "/changes");

      CompletableFuture<Long> byKey =
          lines(http, events.copy().header("Authorization", "Bearer " + key.key()));
      CompletableFuture<Long> bySession = lines(http, changes.header("Cookie", session));
      CompletableFuture<Long> byOther =
          lines(http, events.header("Authorization", "Bearer " + other.key()));
      client.revoke(key);

      assertThat(byKey.get(60, TimeUnit.SECONDS)).isPositive();
      assertThat(bySession.get(60, TimeUnit.SECONDS)).isPositive();
      assertThat(byOther).isNotDone();
      client.send("POST", "/api/v1/jobs/" + id + "/cancel", ROOT, null);
      byOther.get(60, TimeUnit.SECONDS);
    }
  }

  /** Opens a stream; how many lines it had, as soon as it has ended. */
  private static CompletableFuture<Long> lines(HttpClient http, HttpRequest.Builder request)
      throws Exception {
    HttpResponse<Stream<String>> stream =
        http.send(request.header("Accept", "text/event-stream").build(), BodyHandlers.ofLines());
    assertThat(stream.statusCode()).isEqualTo(200);
    return CompletableFuture.supplyAsync(() -> stream.body().count());
  }
}
