package dev.gepaserver.job;

import static dev.gepaserver.job.TestJobs.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Caller;
import dev.gepaserver.job.TestClient.Answer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.event.ApplicationEvents;
import org.springframework.test.context.event.RecordApplicationEvents;

/** A service that needs no key, since it listens on loopback. */
@JobHttpTest
@RecordApplicationEvents
class OpenServiceTest {

  @Autowired TestClient client;
  @Autowired Jobs jobs;
  @Autowired JobRuns runs;
  @Autowired JdbcClient jdbc;
  @Autowired ApplicationEvents events;

  @ParameterizedTest
  @CsvSource({
    "localhost, 200",
    "LOCALHOST:8080, 200",
    "gepa.localhost:8080, 200",
    "127.0.0.1, 200",
    "127.8.8.8:1, 200",
    "[::1]:8080, 200",
    "rebound.example, 403",
    "rebound.example:8080, 403",
    "localhost.example, 403",
    "127.0.0.1.example, 403",
    "10.0.0.1, 403",
  })
  void answersToNamesOfLoopbackOnly(String host, int status) throws IOException {
    assertThat(statusLine(host)).startsWith("HTTP/1.1 " + status);
  }

  @ParameterizedTest
  @CsvSource({
    "Forwarded, for=10.0.0.1",
    "X-Forwarded-For, 10.0.0.1",
    "X-Forwarded-Host, gepa.example",
    "X-Forwarded-Proto, https",
    "Via, 1.1 proxy",
  })
  void refusesWhatAProxyPassesOn(String header, String value) {
    Answer answer = client.send(client.request("/api/v1/jobs").header(header, value).build());

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.code()).isEqualTo("forbidden");
    assertThat(answer.response().body()).contains(header).contains("gepa.access.mode=closed");
  }

  private String statusLine(String host) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", client.port())) {
      socket
          .getOutputStream()
          .write(
              "GET /api/v1/jobs HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                  .formatted(host)
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Origin, https://elsewhere.example, 403",
    "Origin, http://localhost:1, 403",
    "Origin, null, 403",
    "Origin, %, 403",
    "Sec-Fetch-Site, cross-site, 403",
    "Sec-Fetch-Site, same-origin, 202",
    "Sec-Fetch-Site, none, 202",
  })
  void takesNoJobsFromPagesOfOtherSites(String header, String value, int status) {
    Answer answer = client.post("/api/v1/jobs", aJob().toString(), header, value);

    assertThat(answer.status()).isEqualTo(status);
    if (status == 403) {
      assertThat(answer.code()).isEqualTo("forbidden");
    }
  }

  @Test
  void takesJobsFromItsOwnPages() {
    String origin = "http://localhost:" + client.port();

    Answer answer = client.post("/api/v1/jobs", aJob().toString(), "Origin", origin);

    assertThat(answer.status()).isEqualTo(202);
  }

  @Test
  void refusesAKeyThatIsNotKnownAllTheSame() {
    Answer answer =
        client.send(client.request("/api/v1/jobs").header("Authorization", "Bearer x").build());

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.code()).isEqualTo("unauthorized");
    assertThat(answer.header("WWW-Authenticate")).contains("invalid_token");
  }

  @Test
  void tellsWhoAskedForWhatAWorkerDoesLater() {
    UUID id = UUID.fromString(client.submit(aJob()).json().get("id").stringValue());
    jdbc.sql("UPDATE job SET status = 'RUNNING' WHERE id = ?").param(id).update();
    try (Caller.Mark _ = new Caller(UUID.randomUUID(), "night shift").mark()) {
      jobs.pause(id);
    }

    runs.paused(id, PauseReason.REQUESTED);

    assertThat(events.stream(JobEvent.class))
        .filteredOn(event -> event.jobId().equals(id) && event.type().equals("job.paused"))
        .extracting(event -> event.data().get(JobEvent.BY))
        .containsExactly("night shift");
  }
}
