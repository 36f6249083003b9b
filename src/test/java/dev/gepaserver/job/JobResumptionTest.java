package dev.gepaserver.job;

import static dev.gepaserver.job.TestJobs.aJob;
import static dev.gepaserver.job.TestJobs.aJobWith;
import static dev.gepaserver.job.TestJobs.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Json;
import dev.gepaserver.engine.model.PairedComparison;
import dev.gepaserver.engine.model.StopReason;
import dev.gepaserver.job.TestClient.Answer;
import dev.gepaserver.journal.Role;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a resume may say, and what it makes of the job. */
@JobHttpTest
class JobResumptionTest {

  @Autowired TestClient client;
  @Autowired JobRuns runs;
  @Autowired JobProgress progress;
  @Autowired JobTestApp.Scheduled scheduled;

  @Test
  void putsAJobInTheQueueAsIfItHadNeverEnded() {
    UUID id = failed(aJob());
    progress.testFinished(
        id, 0.5, 1, new PairedComparison(1, 0, 1, 0.25, 0.75, 1000), JobProgressTest.DETAILS);

    Answer answer = client.post(path(id) + "/resume", "");

    assertThat(answer.status()).isEqualTo(202);
    JsonNode view = client.get(path(id)).json();
    assertThat(view.get("status").stringValue()).isEqualTo("QUEUED");
    for (String name :
        List.of("requested", "stopReason", "pauseReason", "error", "finishedAt", "test")) {
      assertThat(view.get(name).isNull()).as(name).isTrue();
    }
    assertThat(view.get("startedAt").isNull()).isFalse();
    assertThat(scheduled.number(id)).isEqualTo(JobScheduler.FIRST + 1);
  }

  @Test
  void takesAnEmptyBodyOfAnyKind() {
    for (Answer answer :
        List.of(
            client.send(
                client
                    .request(path(failed(aJob())) + "/resume")
                    .POST(BodyPublishers.noBody())
                    .build()),
            client.post(path(failed(aJob())) + "/resume", ""),
            client.post(path(failed(aJob())) + "/resume", "{}"),
            client.post(
                path(failed(aJob())) + "/resume",
                "{\"budget\": null, \"discardOpenIteration\": null}"),
            client.post(path(failed(aJob())) + "/resume", "{\"budget\": {}}"))) {
      assertThat(answer.status()).as(answer.response().body()).isEqualTo(202);
    }
  }

  @Test
  void countsItsExecutions() {
    UUID id = failed(aJob());
    client.post(path(id) + "/resume", "");
    client.post(path(id) + "/pause", "");

    client.post(path(id) + "/resume", "");

    assertThat(scheduled.number(id)).isEqualTo(JobScheduler.FIRST + 2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"maxRollouts": 300}                            | {"maxRollouts":300,"targetScore":0.9,"hard":false}
          {"targetScore": null}                           | {"maxRollouts":150,"hard":false}
          {"maxRollouts": null, "maxDuration": "PT1H"}    | {"maxDuration":"PT1H","targetScore":0.9,"hard":false}
          {"hard": true, "maxCandidates": 7}              | {"maxRollouts":150,"maxCandidates":7,"targetScore":0.9,"hard":true}
          {"maxReflectionCostUsd": null}                  | {"maxRollouts":150,"targetScore":0.9,"hard":false}
          """)
  void replacesTheFieldsOfTheBudgetThatAreGiven(String change, String budget) {
    UUID id = failed(aJobWith("budget/targetScore", "0.9"));
    ObjectNode expected = (ObjectNode) client.get(path(id) + "/spec").json();
    expected.set("budget", Json.parse(budget));

    Answer answer = client.post(path(id) + "/resume", "{\"budget\": " + change + "}");

    assertThat(answer.status()).as(answer.response().body()).isEqualTo(202);
    assertThat(client.get(path(id) + "/spec").response().body()).isEqualTo(Json.write(expected));
    assertThat(answer.json().at("/progress/maxRollouts").asLong(0))
        .isEqualTo(expected.at("/budget/maxRollouts").asLong(0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          []                                                                 | ''
          {"x": 1, "discardOpenIteration": 1, "budget": {"maxRollouts": 0}}  | /discardOpenIteration /x /budget/maxRollouts
          {"budget": 300}                                                    | /budget
          {"budget": {"maxRollouts": null}}                                  | /budget
          {"budget": {"rollouts": 300, "tokens": null}}                      | /budget/rollouts /budget/tokens
          {"budget": {"hard": true, "maxRollouts": null, "maxDuration": "PT1H", "maxCostUsd": 2}} | /budget/maxCostUsd /reflection/maxTextLength
          {"budget": {"maxReflectionCostUsd": 2}}                            | /budget/maxReflectionCostUsd
          {"budget": {"maxDuration": "1h", "maxCandidates": 1.5}}            | /budget/maxDuration /budget/maxCandidates
          """)
  void tellsAllThatIsWrongWithTheBodyAndLeavesTheJobAsItWas(String body, String pointers) {
    UUID id = failed(aJobWith("reflection/model", "\"priced/of-unknown-price\""));
    String spec = client.get(path(id) + "/spec").response().body();

    Answer answer = client.post(path(id) + "/resume", body);

    assertThat(answer.status()).as(answer.response().body()).isEqualTo(400);
    assertThat(answer.pointers().lines().distinct()).containsExactlyInAnyOrder(pointers.split(" "));
    assertThat(client.get(path(id)).json().get("status").stringValue()).isEqualTo("FAILED");
    assertThat(client.get(path(id) + "/spec").response().body()).isEqualTo(spec);
  }

  @Test
  void refusesAHardBudgetThatTheSeedDoesNotFit() {
    ObjectNode job = aJob();
    job.remove("valset");
    UUID id = failed(job);

    Answer answer =
        client.post(path(id) + "/resume", "{\"budget\": {\"hard\": true, \"maxRollouts\": 1}}");

    assertThat(answer.pointers().lines()).containsExactly("/budget/maxRollouts");
  }

  @Test
  void refusesToBuyAgainWhatDoesNotFitAHardLimitOfCost() {
    UUID id = failed(ofWebhook(2));
    progress.addUsage(List.of(new UsageDelta(id, 0, Map.of(), 1, 1_000_000_000, 0)));

    Answer answer = client.post(path(id) + "/resume", "");

    // Three times 0.5 for the one validation example.
    assertThat(answer.pointers().lines()).containsExactly("/budget/maxCostUsd");
    assertThat(answer.response().body()).contains("must be at least 2.5.");
    assertThat(client.get(path(id)).json().get("status").stringValue()).isEqualTo("FAILED");
    assertThat(client.post(path(id) + "/resume", "{\"budget\": {\"maxCostUsd\": 2.5}}").status())
        .isEqualTo(202);
  }

  @Test
  void reservesNothingForASeedThatIsScored() {
    UUID id = failed(ofWebhook(2));
    progress.addUsage(List.of(new UsageDelta(id, 0, Map.of(), 1, 1_000_000_000, 0)));
    progress.iterationFinished(id, 0, 1, 0, 0.5, 0.5, 1);

    assertThat(client.post(path(id) + "/resume", "").status()).isEqualTo(202);
  }

  @Test
  void refusesAHardLimitOfCostWhereNobodyKnowsWhatIsSpent() {
    UUID id = failed(ofWebhook(2));
    UsageDelta.Calls unknown = new UsageDelta.Calls(1, 0, 0, 0, 0, 0, 1);
    progress.addUsage(List.of(new UsageDelta(id, 0, Map.of(Role.REFLECTION, unknown), 0, 0, 0)));

    assertThat(client.post(path(id) + "/resume", "").pointers().lines())
        .containsExactly("/budget/maxCostUsd");
    assertThat(client.post(path(id) + "/resume", "{\"budget\": {\"maxCostUsd\": null}}").status())
        .isEqualTo(202);
  }

  private static ObjectNode ofWebhook(int maxCostUsd) {
    ObjectNode job =
        aJobWith(
            "budget", "{\"maxIterations\": 5, \"hard\": true, \"maxCostUsd\": " + maxCostUsd + "}");
    with(
        job,
        "system",
        "{\"type\": \"http\", \"url\": \"http://localhost:9/x\", \"maxCostPerRollout\": 0.5}");
    job.remove("evaluator");
    return job;
  }

  @Test
  void letsOneOfManyResumesAtOnceSucceed() throws Exception {
    UUID id = failed(aJob());
    int callers = 8;
    CyclicBarrier together = new CyclicBarrier(callers);

    List<Integer> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> calls = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        calls.add(
            threads.submit(() -> {
              together.await();
              return client.post(path(id) + "/resume", "");
            }));
      }
      for (Future<Answer> call : calls) {
        answers.add(call.get().status());
      }
    }

    assertThat(answers).containsOnlyOnce(202).containsOnly(202, 409);
    assertThat(scheduled.number(id)).isEqualTo(JobScheduler.FIRST + 1);
  }

  @Test
  void extendsACompleteJob() {
    UUID id = UUID.fromString(client.submit(aJob()).json().get("id").stringValue());
    runs.started(id, JobScheduler.FIRST);
    runs.completed(id, StopReason.MAX_ROLLOUTS);

    Answer answer = client.post(path(id) + "/resume", "{\"budget\": {\"maxRollouts\": 300}}");

    assertThat(answer.json().at("/progress/maxRollouts").intValue()).isEqualTo(300);
    assertThat(answer.json().get("stopReason").isNull()).isTrue();
  }

  private UUID failed(ObjectNode job) {
    Answer submitted = client.submit(job);
    assertThat(submitted.status()).as(submitted.response().body()).isEqualTo(202);
    UUID id = UUID.fromString(submitted.json().get("id").stringValue());
    runs.started(id, JobScheduler.FIRST);
    runs.failed(id, "model-key-rejected", "no such key");
    return id;
  }

  private static String path(UUID id) {
    return "/api/v1/jobs/" + id;
  }
}
