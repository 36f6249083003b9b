package dev.gepaserver.job;

import static dev.gepaserver.job.TestJobs.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.job.TestClient.Answer;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** What may be asked of a job in which state, over HTTP. */
@JobHttpTest
class SteeringTest {

  @Autowired TestClient client;
  @Autowired JdbcClient jdbc;

  /** State and what is asked of it already, the call, its answer, and both after it. */
  @ParameterizedTest
  @CsvSource({
    "QUEUED, , pause, 202, PAUSED, ",
    "QUEUED, , resume, 409, QUEUED, ",
    "QUEUED, , cancel, 202, CANCELLED, ",
    "RUNNING, , pause, 202, RUNNING, pause",
    "RUNNING, , resume, 409, RUNNING, ",
    "RUNNING, , cancel, 202, RUNNING, cancel",
    "RUNNING, pause, pause, 202, RUNNING, pause",
    "RUNNING, pause, resume, 409, RUNNING, pause",
    "RUNNING, pause, cancel, 202, RUNNING, cancel",
    "RUNNING, cancel, pause, 409, RUNNING, cancel",
    "RUNNING, cancel, resume, 409, RUNNING, cancel",
    "RUNNING, cancel, cancel, 202, RUNNING, cancel",
    "PAUSED, , pause, 409, PAUSED, ",
    "PAUSED, , resume, 202, QUEUED, ",
    "PAUSED, , cancel, 202, CANCELLED, ",
    "COMPLETED, , pause, 409, COMPLETED, ",
    "COMPLETED, , resume, 202, QUEUED, ",
    "COMPLETED, , cancel, 409, COMPLETED, ",
    "FAILED, , pause, 409, FAILED, ",
    "FAILED, , resume, 202, QUEUED, ",
    "FAILED, , cancel, 409, FAILED, ",
    "CANCELLED, , pause, 409, CANCELLED, ",
    "CANCELLED, , resume, 409, CANCELLED, ",
    "CANCELLED, , cancel, 409, CANCELLED, ",
  })
  void allowsWhatTheStateAllows(
      String state, String asked, String call, int status, String after, String askedAfter) {
    String path = aJobThatIs(state, asked);

    Answer answer = client.post(path + "/" + call, "");

    assertThat(answer.status()).as(answer.response().body()).isEqualTo(status);
    JsonNode view = client.get(path).json();
    assertThat(view.get("status").stringValue()).isEqualTo(after);
    assertThat(view.get("requested").asString(null)).isEqualTo(askedAfter);
    if (status == 202) {
      assertThat(answer.header("Location")).isEqualTo(path);
      assertThat(answer.json().get("id")).isEqualTo(view.get("id"));
    } else {
      assertThat(answer.code()).isEqualTo("illegal-transition");
    }
  }

  @Test
  void showsAsPausedWhoAskedForIt() {
    String path = aJobThatIs("QUEUED", null);

    client.post(path + "/pause", "");

    JsonNode view = client.get(path).json();
    assertThat(view.get("pauseReason").stringValue()).isEqualTo("requested");
    assertThat(view.get("finishedAt").isNull()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pause", "resume", "cancel"})
  void tellsThatThereIsNoSuchJob(String call) {
    Answer unknown = client.post("/api/v1/jobs/" + UUID.randomUUID() + "/" + call, "");
    Answer malformed = client.post("/api/v1/jobs/1/" + call, "");

    assertThat(unknown.status()).isEqualTo(404);
    assertThat(malformed.status()).isEqualTo(404);
  }

  private String aJobThatIs(String state, String asked) {
    String path = client.submit(aJob()).header("Location");
    jdbc.sql("UPDATE job SET status = ?, requested = upper(?) WHERE id = ?::uuid")
        .param(state)
        .param(asked)
        .param(path.substring(path.lastIndexOf('/') + 1))
        .update();
    return path;
  }
}
