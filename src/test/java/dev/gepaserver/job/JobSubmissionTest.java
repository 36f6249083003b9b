package dev.gepaserver.job;

import static dev.gepaserver.job.TestJobs.aJob;
import static dev.gepaserver.job.TestJobs.aJobWith;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Json;
import dev.gepaserver.job.TestClient.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@JobHttpTest
class JobSubmissionTest {

  @Autowired TestClient client;
  @Autowired JobTestApp.Scheduled scheduled;
  @Autowired JdbcClient jdbc;

  @Test
  void answersASubmissionWithTheQueuedJob() {
    Answer answer = client.submit(aJob());

    assertThat(answer.status()).as(answer.response().body()).isEqualTo(202);
    ObjectNode view = (ObjectNode) answer.json();
    String id = view.get("id").stringValue();
    assertThat(answer.header("Location")).isEqualTo("/api/v1/jobs/" + id);
    assertThat(scheduled.ids()).extracting(Object::toString).contains(id);
    assertThat(client.get("/api/v1/jobs/" + id).json()).isEqualTo(view);
    assertThat(view.without("id").without("createdAt"))
        .isEqualTo(
            Json.parse(
                """
                {"name": "ticket routing", "status": "QUEUED", "requested": null, "stopReason": null, "pauseReason": null,
                 "error": null, "startedAt": null, "finishedAt": null, "simulated": true,
                 "progress": {"iteration": 0, "rollouts": 0, "maxRollouts": 150, "candidates": 0, "bestCandidate": null,
                   "bestScore": null, "seedScore": null},
                 "usage": {
                   "task": {"calls": 0, "inputTokens": 0, "cachedTokens": 0, "reasoningTokens": 0, "outputTokens": 0, "costUsd": 0},
                   "reflection": {"calls": 0, "inputTokens": 0, "cachedTokens": 0, "reasoningTokens": 0, "outputTokens": 0, "costUsd": 0},
                   "judge": {"calls": 0, "inputTokens": 0, "cachedTokens": 0, "reasoningTokens": 0, "outputTokens": 0, "costUsd": 0},
                   "webhook": {"calls": 0, "costUsd": 0}, "costUsd": 0, "inDoubtCalls": 0},
                 "test": null, "labels": {"team": "support"}, "forkedFrom": null}
                """));
  }

  @Test
  void givesTheFirstJobAgainForTheSameKeyAndBody() {
    Answer first = client.post("/api/v1/jobs", aJob().toString(), "Idempotency-Key", "same");

    Answer again = client.post("/api/v1/jobs", aJob().toPrettyString(), "Idempotency-Key", "same");

    assertThat(again.status()).isEqualTo(202);
    assertThat(again.json()).isEqualTo(first.json());
    assertThat(again.header("Location")).isEqualTo(first.header("Location"));
  }

  @Test
  void refusesAKeyUsedWithAnotherBody() {
    client.post("/api/v1/jobs", aJob().toString(), "Idempotency-Key", "other");

    Answer other =
        client.post(
            "/api/v1/jobs", aJobWith("name", "\"x\"").toString(), "Idempotency-Key", "other");

    assertThat(other.status()).isEqualTo(409);
    assertThat(other.code()).isEqualTo("idempotency-conflict");
  }

  @Test
  void refusesAKeyThatIsTooLong() {
    Answer answer =
        client.post("/api/v1/jobs", aJob().toString(), "Idempotency-Key", "k".repeat(201));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.pointers()).isEqualTo("Idempotency-Key\n");
  }

  @Test
  void forgetsTheKeyOfASubmissionThatWasRefused() {
    client.post("/api/v1/jobs", aJobWith("name", "1").toString(), "Idempotency-Key", "refused");

    Answer answer = client.post("/api/v1/jobs", aJob().toString(), "Idempotency-Key", "refused");

    assertThat(answer.status()).isEqualTo(202);
  }

  @Test
  void makesOneJobOfSubmissionsThatRaceUnderOneKey()
      throws InterruptedException, ExecutionException {
    CountDownLatch start = new CountDownLatch(1);
    String body = aJobWith("name", "\"raced\"").toString();

    List<Future<Answer>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 8; i++) {
        answers.add(
            threads.submit(() -> {
              start.await();
              return client.post("/api/v1/jobs", body, "Idempotency-Key", "race");
            }));
      }
      start.countDown();
    }

    JsonNode first = answers.getFirst().get().json();
    for (Future<Answer> answer : answers) {
      assertThat(answer.get().status()).isEqualTo(202);
      assertThat(answer.get().json()).isEqualTo(first);
    }
    assertThat(jdbc.sql("SELECT count(*) FROM job WHERE name = 'raced'").query(Long.class).single())
        .isEqualTo(1);
  }

  @Test
  void keepsTextsThatTheDatabaseCannotHold() {
    String job =
        aJobWith("trainset/0/input", "\"PLACE\"").toString().replace("PLACE", "a\\u0000b\\ud800");

    Answer answer = client.submit(job);

    JsonNode spec = client.get(answer.header("Location") + "/spec").json();
    assertThat(spec.at("/trainset/0/input").stringValue()).isEqualTo("a\uFFFDb\uFFFD");
  }
}
