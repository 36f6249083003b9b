package dev.gepaserver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gepaserver.common.Json;
import dev.gepaserver.testing.Service;
import dev.gepaserver.testing.TestDatabase;
import dev.gepaserver.testing.World;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** New jobs from candidates of others, through the whole service. */
class ForksTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int VALIDATION = 2;

  private static final TestDatabase.Access DATABASE = TestDatabase.create();
  private static World world;
  private static Service service;
  private static String source;

  @BeforeAll
  static void open() throws IOException {
    world = new World();
    world.model("writer", HookJobs::longer);
    world.hook("scores", HookJobs::scores);
    service = Service.on(DATABASE, world.settings());
    source = ended(service.submit(HookJobs.job(world, "scores", 80)));
    assertThat(candidates(source)).hasSizeGreaterThan(3);
  }

  @AfterAll
  static void close() {
    service.close();
    world.close();
  }

  @Test
  void beginsWithACandidateAndItsScoresWhereNothingThatMattersChanged() {
    JsonNode first = candidates(source).get(2);

    String id = ended(fork(source, "{'fromCandidates': [2], 'budget': {'maxRollouts': 20}}"));

    JsonNode root = candidates(id).getFirst();
    assertThat(root.get("components")).isEqualTo(first.get("components"));
    assertThat(root.get("valScores")).isEqualTo(first.get("valScores"));
    assertThat(root.get("objectiveScores")).isEqualTo(first.get("objectiveScores")).hasSize(1);
    assertThat(root.get("origin").stringValue()).isEqualTo("seed");
    assertThat(root.get("parents")).isEmpty();
    assertThat(service.all("/jobs/" + id + "/rollouts?stage=seed")).isEmpty();
    assertThat(purposes(id)).startsWith("minibatch");
    JsonNode view = service.get("/jobs/" + id);
    assertThat(view.at("/progress/seedScore")).isEqualTo(first.get("valScore"));
    assertThat(view.at("/progress/rollouts").intValue())
        .isEqualTo(service.all("/jobs/" + id + "/rollouts").size());
    assertThat(view.get("forkedFrom").toString())
        .isEqualTo("{\"job\":\"%s\",\"candidates\":[2]}".formatted(source));
    assertThat(service.all("/jobs/" + id + "/events").getFirst().get("data"))
        .isEqualTo(Json.parse("{\"forkedFrom\": \"%s\", \"candidates\": [2]}".formatted(source)));
  }

  @Test
  void beginsWithTheBestCandidateUnlessTold() {
    JsonNode best = service.get("/jobs/" + source + "/best");

    HttpResponse<String> answer = service.send("POST", "/jobs/" + source + "/fork", null);
    JsonNode view = Json.parse(answer.body());
    String id = view.get("id").stringValue();
    ended(id);

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.headers().firstValue("Location")).contains("/api/v1/jobs/" + id);
    assertThat(view.at("/forkedFrom/candidates/0")).isEqualTo(best.get("index"));
    assertThat(candidates(id).getFirst().get("components")).isEqualTo(best.get("components"));
    assertThat(service.get("/jobs/" + id + "/spec"))
        .isEqualTo(service.get("/jobs/" + source + "/spec"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'system': {'batchSize': 2}}",
        "{'evaluator': {'type': 'exact_match'}}",
        "{'valset': [{'input': 'validation 0'}, {'input': 'another'}]}",
        "{'valset': null, 'trainset': [{'input': 'a'}, {'input': 'b'}]}",
      })
  void scoresItsRootsAnewWhereTheyMayDiffer(String changes) {
    ObjectNode body = (ObjectNode) Json.parse(changes.replace('\'', '"'));
    body.putArray("fromCandidates").add(3).add(0);
    body.putObject("budget").put("maxRollouts", 2 * VALIDATION);

    String id = ended(fork(source, body.toString()));

    assertThat(service.all("/jobs/" + id + "/rollouts?stage=seed"))
        .extracting(rollout -> rollout.get("candidate").intValue())
        .containsExactlyInAnyOrder(0, 0, 1, 1);
    assertThat(service.get("/jobs/" + id).at("/progress/rollouts").intValue())
        .isEqualTo(2 * VALIDATION);
  }

  @Test
  void keepsTheOrderOfSeveralRootsAndShowsThemAsSuch() {
    String id = ended(fork(source, "{'fromCandidates': [3, 0, 1], 'budget': {'maxRollouts': 30}}"));

    List<JsonNode> theirs = candidates(source);
    List<JsonNode> ours = candidates(id);
    assertThat(ours.subList(0, 3))
        .extracting(c -> c.get("components"))
        .containsExactly(
            theirs.get(3).get("components"),
            theirs.get(0).get("components"),
            theirs.get(1).get("components"));
    assertThat(ours.subList(0, 3)).allSatisfy(root -> assertThat(root.get("parents")).isEmpty());
    JsonNode lineage = service.get("/jobs/" + id + "/lineage");
    assertThat(lineage.get("nodes")).hasSize(ours.size());
    assertThat(lineage.get("edges")).hasSize(ours.size() - 3);
    assertThat(service.get("/jobs/" + id + "/pareto?iteration=0").get("keys")).hasSize(VALIDATION);
    assertThat(service.get("/jobs/" + id + "/candidates/1/diff?against=0").get("components"))
        .hasSize(1);
    assertThat(service.get("/jobs/" + id + "/best").get("valScore").doubleValue())
        .isEqualTo(ours.stream().mapToDouble(c -> c.get("valScore").doubleValue()).max().orElse(0));
  }

  @Test
  void searchesTheSameWayWithTheSameSeedAndAnotherWayWithAnother() {
    String changes =
        "{'fromCandidates': [1], 'budget': {'maxRollouts': 60}, 'search': {'seed': %d}}";

    String one = ended(fork(source, changes.formatted(5)));
    String same = ended(fork(source, changes.formatted(5)));
    String other = ended(fork(source, changes.formatted(6)));

    assertThat(candidates(same)).isEqualTo(candidates(one));
    assertThat(minibatches(same)).isEqualTo(minibatches(one));
    assertThat(minibatches(other)).isNotEqualTo(minibatches(one));
  }

  @Test
  void forksAFork() {
    String first = ended(fork(source, "{'budget': {'maxRollouts': 40}}"));
    int last = candidates(first).size() - 1;

    String second = ended(fork(first, "{'fromCandidates': [%d]}".formatted(last)));

    assertThat(candidates(second).getFirst().get("components"))
        .isEqualTo(candidates(first).get(last).get("components"));
    assertThat(service.all("/jobs/" + second + "/rollouts?stage=seed")).isEmpty();
    assertThat(service.get("/jobs/" + second).at("/forkedFrom/job").stringValue()).isEqualTo(first);
    assertThat(service.get("/jobs/" + second + "/spec").get("seedCandidate"))
        .isEqualTo(service.get("/jobs/" + source + "/spec").get("seedCandidate"));
  }

  @Test
  void forksARunningJob() throws InterruptedException {
    AtomicInteger calls = new AtomicInteger();
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch reached = new CountDownLatch(1);
    world.hook(
        "running",
        request -> {
          if (calls.incrementAndGet() == 6) {
            reached.countDown();
            awaitQuietly(release);
          }
          return HookJobs.scores(request);
        });
    String running = service.submit(HookJobs.job(world, "running", 30));
    reached.await();

    String id = ended(fork(running, "{'fromCandidates': [0], 'budget': {'maxRollouts': 10}}"));

    assertThat(service.get("/jobs/" + running).get("status").stringValue()).isEqualTo("RUNNING");
    assertThat(candidates(id)).isNotEmpty();
    release.countDown();
    ended(running);
  }

  @Test
  void mendsAFailedJobByAFork() {
    ObjectNode job = HookJobs.job(world, "scores", 20);
    job.putObject("reflection").put("model", "lab/nobody");
    String failed = service.submit(job);
    service.settled(failed);

    String id = ended(fork(failed, "{'reflection': {'model': 'lab/writer'}}"));

    assertThat(service.get("/jobs/" + failed).get("status").stringValue()).isEqualTo("FAILED");
    assertThat(service.all("/jobs/" + id + "/rollouts?stage=seed")).isEmpty();
  }

  @Test
  void beginsWithTheSeedWhereTheSourceHasNoCandidateYet() {
    world.hook(
        "away",
        request -> {
          throw new World.Away();
        });
    String cancelled = service.submit(HookJobs.job(world, "away", 20));
    service.send("POST", "/jobs/" + cancelled + "/cancel", null);
    service.settled(cancelled);

    String id = ended(fork(cancelled, "{'system': {'url': '%s'}}".formatted(world.url("scores"))));

    HttpResponse<String> refused =
        service.send(
            "POST",
            "/jobs/" + cancelled + "/fork",
            "{\"fromCandidates\": [0], \"budget\": {\"hard\": true, \"maxRollouts\": 1}}");

    assertThat(refused.body())
        .contains("/fromCandidates/0", "no candidate yet", "/budget/maxRollouts");
    assertThat(candidates(id).getFirst().at("/components/prompt").stringValue())
        .isEqualTo("Do it.");
    assertThat(service.all("/jobs/" + id + "/rollouts?stage=seed")).hasSize(VALIDATION);
    assertThat(service.get("/jobs/" + id).at("/forkedFrom/candidates")).isEmpty();
  }

  @Test
  void keepsTheFirstTextThatTheReflectionModelWrote() {
    ObjectNode job = HookJobs.job(world, "scores", 20);
    job.remove("seedCandidate");
    job.put("objective", "Be brief.");
    String written = ended(service.submit(job));

    String id = ended(fork(written, "{'fromCandidates': [0], 'name': 'again'}"));

    assertThat(service.get("/jobs/" + id + "/spec").get("seedCandidate"))
        .isEqualTo(candidates(written).getFirst().get("components"));
    assertThat(candidates(id).getFirst().get("valScores"))
        .isEqualTo(candidates(written).getFirst().get("valScores"));
    assertThat(service.get("/jobs/" + id).get("name").stringValue()).isEqualTo("again");
  }

  @Test
  void goesOnAfterARestartAsIfThereHadBeenNone() {
    String changes =
        """
        {'fromCandidates': [2, 1], 'budget': {'maxRollouts': 60},
         'search': {'cacheEvaluations': true, 'merge': {'enabled': true}}}
        """;
    String straight = ended(fork(source, changes));
    AtomicInteger calls = new AtomicInteger();
    CountDownLatch release = new CountDownLatch(1);
    world.hook(
        "scores",
        request -> {
          if (calls.incrementAndGet() > 20) {
            awaitQuietly(release);
          }
          return HookJobs.scores(request);
        });

    String id = fork(source, changes);
    await().atMost(PATIENCE).until(() -> calls.get() > 20);
    service.close();
    release.countDown();
    world.hook("scores", HookJobs::scores);
    service = Service.on(DATABASE, world.settings());
    ended(id);

    assertThat(candidates(id)).isEqualTo(candidates(straight));
    assertThat(minibatches(id)).isEqualTo(minibatches(straight));
    assertThat(service.get("/jobs/" + id).get("progress"))
        .isEqualTo(service.get("/jobs/" + straight).get("progress"));
  }

  @Test
  void keepsOurTemplateInStepWithTheFieldsItHangsOn() {
    String id = fork(source, "{'objective': 'Be brief.', 'reflection': {'maxTextLength': 90}}");

    assertThat(service.get("/jobs/" + id + "/spec").at("/reflection/promptTemplate").stringValue())
        .contains("<objective>", "<max_length>");
  }

  @Test
  void givesTheFirstForkAgainForTheSameKey() {
    String path = "/jobs/" + source + "/fork";
    String[] key = {"Idempotency-Key", "fork-key"};

    String first = service.send("POST", path, "{\"fromCandidates\": [1]}", key).body();
    HttpResponse<String> again = service.send("POST", path, "{\"fromCandidates\":[1]}", key);
    HttpResponse<String> other = service.send("POST", path, "{}", key);

    assertThat(Json.parse(again.body()).get("id")).isEqualTo(Json.parse(first).get("id"));
    assertThat(other.statusCode()).isEqualTo(409);
    assertThat(other.body()).contains("idempotency-conflict");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"fromCandidates": []}                                    | /fromCandidates
          {"fromCandidates": 1}                                     | /fromCandidates
          {"fromCandidates": [0, 999, 0, -1, 1.5, "1", 1e30, null]} | /fromCandidates/1 /fromCandidates/2 /fromCandidates/3 /fromCandidates/4 /fromCandidates/5 /fromCandidates/6 /fromCandidates/7
          {"fromCandidates": [99999999999999999999]}                | /fromCandidates/0
          {"seedCandidate": {"prompt": "x"}, "colour": 1}           | /seedCandidate /colour
          {"seedCandidate": null}                                   | /seedCandidate
          {"budget": null, "name": ""}                              | /name /budget
          {"budgt": null, "search": {"sead": null}}                 | /budgt /search/sead
          {"search": {"seed": "x"}, "trainset": []}                 | /search/seed /trainset
          {"budget": {"hard": true, "maxRollouts": 3}, "system": {"batchSize": 2}, "fromCandidates": [0, 1]} | /budget/maxRollouts
          []                                                        | ''
          """)
  void refusesWhatCannotBeWithEveryFault(String body, String pointers) {
    HttpResponse<String> answer = service.send("POST", "/jobs/" + source + "/fork", body);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(Json.parse(answer.body()).get("errors").valueStream())
        .extracting(e -> e.get("pointer").stringValue())
        .containsExactlyInAnyOrder(pointers.split(" "));
  }

  @Test
  void copiedScoresNeedNoHardBudget() {
    String id =
        fork(source, "{'fromCandidates': [0, 1], 'budget': {'hard': true, 'maxRollouts': 1}}");

    assertThat(service.get("/jobs/" + ended(id)).get("stopReason").stringValue())
        .isEqualTo("hard_budget");
    assertThat(service.get("/jobs/" + id).at("/progress/rollouts").intValue()).isZero();
  }

  @Test
  void answersAForkOfNothingWith404() {
    assertThat(service.send("POST", "/jobs/nothing/fork", "{}").statusCode()).isEqualTo(404);
    assertThat(
            service
                .send("POST", "/jobs/0199a1b2-6c1e-7d3a-9f00-5b8e2d4c7a10/fork", "{}")
                .statusCode())
        .isEqualTo(404);
  }

  private static String fork(String job, String changes) {
    HttpResponse<String> answer =
        service.send("POST", "/jobs/" + job + "/fork", changes.replace('\'', '"'));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return Json.parse(answer.body()).get("id").stringValue();
  }

  private static String ended(String id) {
    JsonNode view = service.settled(id);
    assertThat(view.get("status").stringValue()).as(view.toString()).isEqualTo("COMPLETED");
    return id;
  }

  private static List<JsonNode> candidates(String id) {
    return service.all("/jobs/" + id + "/candidates");
  }

  private static List<String> minibatches(String id) {
    return service.all("/jobs/" + id + "/iterations").stream()
        .map(i -> i.get("kind") + " " + i.at("/proposals/0/minibatch"))
        .toList();
  }

  private static List<String> purposes(String id) {
    return world.posts().stream()
        .filter(post -> post.get("jobId").stringValue().equals(id))
        .map(post -> post.get("purpose").stringValue())
        .toList();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
