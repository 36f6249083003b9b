package dev.gepaserver.job;

import static dev.gepaserver.job.TestJobs.aJob;
import static dev.gepaserver.job.TestJobs.aJobWith;
import static dev.gepaserver.job.TestJobs.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Json;
import dev.gepaserver.job.TestClient.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a request may not say, and what the largest numbers it may say lead to. */
@JobHttpTest
@ExtendWith(OutputCaptureExtension.class)
class StrictRequestsTest {

  @Autowired TestClient client;

  @ParameterizedTest
  @CsvSource({
    "POST, /api/v1/jobs",
    "POST, /api/v1/jobs/validate",
    "POST, JOB/pause",
    "POST, JOB/resume",
    "POST, JOB/cancel",
    "POST, JOB/fork",
    "GET, JOB/spec",
    "GET, JOB",
    "DELETE, JOB",
    "GET, /api/v1/providers",
  })
  void refusesParametersThatNobodyAskedFor(String method, String path) {
    String job = client.submit(aJob()).header("Location");
    String target = path.replace("JOB", job) + "?colour=red&waits=1";

    Answer answer =
        method.equals("POST")
            ? client.post(target, aJob().toString())
            : client.send(client.request(target).method(method, BodyPublishers.noBody()).build());

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.pointers().lines()).containsExactly("colour", "waits");
  }

  @Test
  void refusesTwoIdempotencyKeys() {
    Answer answer =
        client.post(
            "/api/v1/jobs", aJob().toString(), "Idempotency-Key", "a", "Idempotency-Key", "b");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.pointers().lines()).containsExactly("Idempotency-Key");
  }

  @Test
  void saysWhereASteeredJobIs() {
    String job = client.submit(aJob()).header("Location");

    Answer answer = client.post(job + "/cancel", "");

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.header("Location")).isEqualTo(job);
  }

  @ParameterizedTest
  @CsvSource({
    "application/json;charset=ISO-8859-1, 415",
    "application/json;charset=utf-16, 415",
    "application/json;charset=UTF-8, 200",
    "application/json;charset=utf8, 200",
  })
  void readsUtf8Only(String type, int status) {
    Answer answer =
        client.send(
            client
                .request("/api/v1/jobs/validate")
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(aJob().toString()))
                .build());

    assertThat(answer.status()).isEqualTo(status);
  }

  @Test
  void tellsWhereThereIsNothing() {
    String path = "/api/v1/nope/" + "x".repeat(1000);

    Answer answer = client.get(path);

    assertThat(answer.json().get("detail").stringValue())
        .startsWith("there is nothing at /api/v1/nope/xxx")
        .hasSizeLessThan(250);
  }

  @Test
  void logsNothingOfAClientsWrongMethod(CapturedOutput output) {
    client.send(client.request("/api/v1/jobs").method("PATCH", BodyPublishers.noBody()).build());

    assertThat(output.getAll()).doesNotContain("PATCH");
  }

  @Test
  void saysOnceThatASeedIsNoObject() {
    Answer answer = client.submit(aJobWith("seedCandidate", "\"x\""));

    assertThat(answer.pointers().lines()).containsExactly("/seedCandidate");
  }

  @Test
  void answersManyFaultsBriefly() {
    ObjectNode job = aJob();
    for (int i = 0; i < 5000; i++) {
      ((ObjectNode) job.get("seedCandidate")).put("c " + i, i);
      job.put("f" + i, i);
    }
    ObjectNode templates = ((ObjectNode) job.get("reflection")).putObject("promptTemplate");
    for (int i = 0; i < 2000; i++) {
      templates.put("c" + i, i);
    }

    Answer answer = client.submit(job);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().get("errors").size()).isEqualTo(201);
    assertThat(answer.pointers().lines().filter(p -> p.startsWith("/seedCandidate"))).hasSize(1);
    assertThat(answer.response().body()).hasSizeLessThan(100_000);
  }

  @ParameterizedTest
  @CsvSource({"budget/maxRollouts, 1e99999999999", "trainset/0/x, -1e2147483648"})
  void answersNumbersBeyondReadingAsMalformed(String path, String number) {
    String body = aJobWith(path, "\"HERE\"").toString().replace("\"HERE\"", number);

    Answer answer = client.submit(body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("malformed-json");
    assertThat(answer.json().get("detail").stringValue()).contains("exponent", "line 1, column");
  }

  @Test
  void showsTheDeepestValueThatItTakes() {
    String deep = "[".repeat(297) + "]".repeat(297);
    String body = aJobWith("trainset/0/deep", "\"HERE\"").toString();

    Answer taken = client.submit(body.replace("\"HERE\"", deep));
    Answer refused = client.submit(body.replace("\"HERE\"", "[" + deep + "]"));

    assertThat(taken.status()).as(taken.response().body()).isEqualTo(202);
    assertThat(client.get(taken.header("Location") + "/spec").response().body()).contains(deep);
    assertThat(refused.code()).isEqualTo("malformed-json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          system/model           | "simulated/nobody"                                | /system/model
          reflection/model       | "simulated/nobody"                                | /reflection/model
          reflection/model       | {"provider": "simulated", "model": "nobody"}      | /reflection/model/model
          """)
  void refusesAModelThatAProviderIsKnownNotToHave(String path, String model, String pointer) {
    Answer answer = client.submit(aJobWith(path, model));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.pointers().lines()).containsExactly(pointer);
    assertThat(answer.json().toString()).contains("nobody").contains("judge, reflector, worker");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "simulated/worker"                                       | {"type": "prompt", "model": "priced/small"}
          "priced/small"                                           | {"type": "http", "url": "http://localhost:9/x", "maxCostPerRollout": 1000}
          """)
  void estimatesTheLargestBudgets(String reflection, String system) {
    ObjectNode job = aJobWith("budget", "{\"maxIterations\": 1000000}");
    with(job, "reflection/model", reflection);
    with(job, "reflection/minibatchSize", "1000");
    with(job, "reflection/componentSelector", "\"all\"");
    with(job, "system", system);
    with(job, "seedCandidate/system_prompt", Json.write("long ".repeat(30_000)));
    with(job, "search/sampling", "{\"type\": \"pxn\", \"p\": 1000, \"n\": 1000}");

    Answer answer = client.post("/api/v1/jobs/validate", job.toString());

    assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
    JsonNode estimate = answer.json().get("estimate");
    assertThat(estimate.get("costUsd").isNull()).isTrue();
    for (String name : new String[] {"modelCalls", "inputTokens", "outputTokens", "proposals"}) {
      assertThat(estimate.get(name).longValue()).as(name).isPositive();
    }
  }
}
