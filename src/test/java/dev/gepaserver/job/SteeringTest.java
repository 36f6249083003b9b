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
import tools.jackson.databind.node.ObjectNode;

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

  @ParameterizedTest
  @CsvSource({
    "QUEUED, , 204",
    "RUNNING, , 409",
    "RUNNING, pause, 409",
    "RUNNING, cancel, 409",
    "PAUSED, , 204",
    "COMPLETED, , 204",
    "FAILED, , 204",
    "CANCELLED, , 204",
  })
  void deletesAJobThatIsNotRunning(String state, String asked, int status) {
    String path = aJobThatIs(state, asked);

    Answer answer = client.send("DELETE", path, null);

    assertThat(answer.status()).as(answer.response().body()).isEqualTo(status);
    if (status == 204) {
      assertThat(answer.response().body()).isEmpty();
      assertThat(client.get(path).status()).isEqualTo(404);
      assertThat(client.send("DELETE", path, null).status()).isEqualTo(404);
    } else {
      assertThat(answer.code()).isEqualTo("illegal-transition");
      assertThat(client.get(path).json().get("status").stringValue()).isEqualTo(state);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "QUEUED, ",
    "RUNNING, ",
    "RUNNING, pause",
    "RUNNING, cancel",
    "PAUSED, ",
    "COMPLETED, ",
    "FAILED, ",
    "CANCELLED, "
  })
  void forksAJobInAnyStateAndLeavesItAsItWas(String state, String asked) {
    String path = aJobThatIs(state, asked);
    JsonNode before = client.get(path).json();

    Answer answer = client.post(path + "/fork", "");

    assertThat(answer.status()).as(answer.response().body()).isEqualTo(202);
    assertThat(answer.header("Location")).isNotEqualTo(path);
    assertThat(answer.json().get("status").stringValue()).isEqualTo("QUEUED");
    assertThat(answer.json().at("/forkedFrom/job")).isEqualTo(before.get("id"));
    assertThat(client.get(path).json()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({"POST, /pause", "POST, /cancel", "DELETE, ''"})
  void refusesABodyWhereThereIsNothingToSay(String method, String call) {
    String path = aJobThatIs("PAUSED", null);

    Answer answer = client.send(method, path + call, "{\"budget\": {\"maxRollouts\": 1}}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().at("/errors/0/pointer").stringValue()).isEqualTo("/budget");
    assertThat(client.get(path).json().get("status").stringValue()).isEqualTo("PAUSED");
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
    ObjectNode job = aJob();
    job.putObject("onEnd").put("url", "http://localhost/ended");
    String path = client.submit(job).header("Location");
    jdbc.sql("UPDATE job SET status = ?, requested = upper(?) WHERE id = ?::uuid")
        .param(state)
        .param(asked)
        .param(path.substring(path.lastIndexOf('/') + 1))
        .update();
    return path;
  }
}
