package dev.gepaserver.job;

import static dev.gepaserver.job.TestJobs.aJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gepaserver.common.ApiException;
import dev.gepaserver.common.Json;
import dev.gepaserver.engine.model.StopReason;
import dev.gepaserver.job.TestClient.Answer;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@JobHttpTest
class JobLifeTest {

  @Autowired TestClient client;
  @Autowired JobRuns runs;
  @Autowired Jobs jobs;
  @Autowired JobResumption resumption;
  @Autowired JdbcClient jdbc;

  /**
   * Every state, what is done to it, and the state after, {@code refused} where a user may not do
   * it; what a worker tells too late changes nothing.
   */
  @ParameterizedTest
  @CsvSource({
    "QUEUED, start, RUNNING",
    "RUNNING, start, RUNNING",
    "PAUSED, start, PAUSED",
    "COMPLETED, start, COMPLETED",
    "FAILED, start, FAILED",
    "CANCELLED, start, CANCELLED",
    "QUEUED, requestCancel, CANCELLED",
    "RUNNING, requestCancel, RUNNING",
    "PAUSED, requestCancel, CANCELLED",
    "COMPLETED, requestCancel, refused",
    "FAILED, requestCancel, refused",
    "CANCELLED, requestCancel, refused",
    "QUEUED, requestPause, PAUSED",
    "RUNNING, requestPause, RUNNING",
    "PAUSED, requestPause, refused",
    "COMPLETED, requestPause, refused",
    "FAILED, requestPause, refused",
    "CANCELLED, requestPause, refused",
    "QUEUED, resume, refused",
    "RUNNING, resume, refused",
    "PAUSED, resume, QUEUED",
    "COMPLETED, resume, QUEUED",
    "FAILED, resume, QUEUED",
    "CANCELLED, resume, refused",
    "QUEUED, complete, QUEUED",
    "RUNNING, complete, COMPLETED",
    "PAUSED, complete, PAUSED",
    "COMPLETED, complete, COMPLETED",
    "FAILED, complete, FAILED",
    "CANCELLED, complete, CANCELLED",
    "QUEUED, fail, FAILED",
    "RUNNING, fail, FAILED",
    "PAUSED, fail, PAUSED",
    "COMPLETED, fail, COMPLETED",
    "FAILED, fail, FAILED",
    "CANCELLED, fail, CANCELLED",
    "QUEUED, pause, PAUSED",
    "RUNNING, pause, PAUSED",
    "PAUSED, pause, PAUSED",
    "COMPLETED, pause, COMPLETED",
    "FAILED, pause, FAILED",
    "CANCELLED, pause, CANCELLED",
    "QUEUED, cancel, CANCELLED",
    "RUNNING, cancel, CANCELLED",
    "PAUSED, cancel, CANCELLED",
    "COMPLETED, cancel, COMPLETED",
    "FAILED, cancel, FAILED",
    "CANCELLED, cancel, CANCELLED",
  })
  void guardsEveryTransition(JobStatus before, String action, String after) {
    UUID id = job();
    jdbc.sql("UPDATE job SET status = ? WHERE id = ?").params(before.name(), id).update();

    if (after.equals("refused")) {
      assertThatThrownBy(() -> act(id, action))
          .isInstanceOf(ApiException.class)
          .hasMessageContaining(before.name());
      assertThat(jobs.get(id).status()).isEqualTo(before);
    } else {
      act(id, action);
      assertThat(jobs.get(id).status()).isEqualTo(JobStatus.valueOf(after));
    }
  }

  private void act(UUID id, String action) {
    switch (action) {
      case "start" -> runs.started(id, JobScheduler.FIRST);
      case "requestCancel" -> jobs.cancel(id);
      case "requestPause" -> jobs.pause(id);
      case "resume" -> resumption.resume(id, Json.object());
      case "complete" -> runs.completed(id, StopReason.MAX_ROLLOUTS);
      case "fail" -> runs.failed(id, "poisoned", "it kills its workers");
      case "pause" -> runs.paused(id, PauseReason.OUTAGE);
      case "cancel" -> runs.cancelled(id);
      default -> throw new IllegalArgumentException(action);
    }
  }

  @Test
  void showsHowAJobEnded() {
    UUID completed = job();
    UUID failed = job();
    runs.started(completed, JobScheduler.FIRST);
    runs.started(failed, JobScheduler.FIRST);

    runs.completed(completed, StopReason.TARGET_SCORE);
    runs.failed(failed, "model-unknown", "no such model");

    JsonNode good = view(completed);
    JsonNode bad = view(failed);
    assertThat(good.get("stopReason").stringValue()).isEqualTo("target_score");
    assertThat(good.get("startedAt").isString()).isTrue();
    assertThat(good.get("finishedAt").isString()).isTrue();
    assertThat(bad.get("error").toString())
        .isEqualTo("{\"code\":\"model-unknown\",\"detail\":\"no such model\"}");
    assertThat(bad.get("stopReason").isNull()).isTrue();
  }

  @Test
  void startsOnce() {
    UUID id = job();
    runs.started(id, JobScheduler.FIRST);
    JsonNode first = view(id).get("startedAt");

    boolean again = runs.started(id, JobScheduler.FIRST);

    assertThat(again).isTrue();
    assertThat(view(id).get("startedAt")).isEqualTo(first);
    assertThat(runs.started(UUID.randomUUID(), JobScheduler.FIRST)).isFalse();
  }

  @Test
  void asksAWorkerToCancelARunningJob() {
    UUID id = job();
    UUID other = job();
    runs.started(id, JobScheduler.FIRST);

    Answer answer = client.post("/api/v1/jobs/" + id + "/cancel", "");

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.json().get("status").stringValue()).isEqualTo("RUNNING");
    assertThat(answer.json().get("requested").stringValue()).isEqualTo("cancel");
    assertThat(runs.requested(List.of(id, other))).isEqualTo(Map.of(id, Requested.CANCEL));
    runs.cancelled(id);
    assertThat(view(id).get("requested").isNull()).isTrue();
    assertThat(view(id).get("stopReason").stringValue()).isEqualTo("cancelled");
  }

  @Test
  void forgetsAWishToPauseOfAJobThatCompletesFirst() {
    UUID id = job();
    runs.started(id, JobScheduler.FIRST);
    jobs.pause(id);

    runs.completed(id, StopReason.MAX_ROLLOUTS);

    assertThat(view(id).get("status").stringValue()).isEqualTo("COMPLETED");
    assertThat(view(id).get("requested").isNull()).isTrue();
  }

  @Test
  void cancelsAJobWhoseWorkerWasAboutToPauseIt() {
    UUID id = job();
    runs.started(id, JobScheduler.FIRST);
    jobs.pause(id);
    jobs.cancel(id);

    runs.paused(id, PauseReason.REQUESTED);

    assertThat(view(id).get("status").stringValue()).isEqualTo("CANCELLED");
    assertThat(view(id).get("stopReason").stringValue()).isEqualTo("cancelled");
  }

  @Test
  void listensOnlyToTheExecutionThatIsMeant() {
    UUID id = job();
    jobs.pause(id);
    resumption.resume(id, Json.object());

    assertThat(runs.due(id, JobScheduler.FIRST)).isFalse();
    assertThat(runs.started(id, JobScheduler.FIRST)).isFalse();
    assertThat(runs.due(id, JobScheduler.FIRST + 1)).isTrue();
    assertThat(runs.started(id, JobScheduler.FIRST + 1)).isTrue();
  }

  @Test
  void refusesToCancelAnEndedJob() {
    UUID id = job();
    client.post("/api/v1/jobs/" + id + "/cancel", "");

    Answer answer = client.post("/api/v1/jobs/" + id + "/cancel", "");

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.code()).isEqualTo("illegal-transition");
    assertThat(answer.json().get("detail").stringValue()).contains("CANCELLED");
  }

  @Test
  void answersAWaitAsSoonAsTheJobHasEnded() throws InterruptedException, ExecutionException {
    UUID id = job();
    runs.started(id, JobScheduler.FIRST);

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Answer> waiting =
          threads.submit(() -> client.get("/api/v1/jobs/" + id + "?wait=PT60S"));
      runs.completed(id, StopReason.MAX_ROLLOUTS);

      assertThat(waiting.get().json().get("status").stringValue()).isEqualTo("COMPLETED");
    }
  }

  @Test
  void seesAnEndThatAnotherNodeMade() throws InterruptedException, ExecutionException {
    UUID id = job();

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Answer> waiting =
          threads.submit(() -> client.get("/api/v1/jobs/" + id + "?wait=PT60S"));
      jdbc.sql("UPDATE job SET status = 'FAILED' WHERE id = ?").param(id).update();

      assertThat(waiting.get().json().get("status").stringValue()).isEqualTo("FAILED");
    }
  }

  @Test
  void answersAWaitThatIsOver() {
    UUID id = job();

    Answer answer = client.get("/api/v1/jobs/" + id + "?wait=PT0.05S");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().get("status").stringValue()).isEqualTo("QUEUED");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"wait=PT61S", "wait=-PT1S", "wait=30", "wait=", "wait=PT1S&wait=PT1S", "w=1"})
  void refusesAFaultyWait(String query) {
    Answer answer = client.get("/api/v1/jobs/" + job() + "?" + query);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("validation-failed");
  }

  @Test
  void loadsWhatAWorkerNeeds() {
    UUID id = job();

    RunnableJob job = runs.load(id).orElseThrow();

    assertThat(job.spec().name()).isEqualTo("ticket routing");
    assertThat(job.seed().orElseThrow().text("system_prompt")).isEqualTo("Route the ticket.");
    assertThat(job.examples().trainset()).extracting(e -> e.id()).containsExactly("0", "t2");
    assertThat(job.examples().valset()).hasSize(1);
    assertThat(job.examples().testset()).isEmpty();
    assertThat(runs.load(UUID.randomUUID())).isEmpty();
  }

  private UUID job() {
    return UUID.fromString(client.submit(aJob()).json().get("id").stringValue());
  }

  private JsonNode view(UUID id) {
    return client.get("/api/v1/jobs/" + id).json();
  }
}
