package dev.gepaserver.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gepaserver.common.Json;
import dev.gepaserver.job.JobCounts;
import dev.gepaserver.testing.Service;
import dev.gepaserver.testing.TestDatabase;
import dev.gepaserver.testing.World;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reports of jobs and evaluations of candidates, through the whole service. */
class ResultsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String FENCE = "```";
  private static final String TRAP = "a `name` [x](y) <b>";

  /** What the best makes of the held-out examples, after what the seed does. */
  private static final Map<String, double[]> HELD_OUT =
      Map.of(
          "t0", new double[] {0, 1},
          "t1", new double[] {0.5, 0.5},
          "t2", new double[] {1, 0.25},
          "t3", new double[] {0, 1},
          "t4", new double[] {1, 0.5});

  private static World world;
  private static Service service;
  private static String id;

  @BeforeAll
  static void finishesAJob() throws IOException {
    world = new World();
    world.model("better", prompt -> FENCE + "\nbetter\nthan `before`\n" + FENCE);
    world.model("echo", text -> text.contains("loud") ? "YES" : "no");
    world.hook("system", ResultsTest::answer);
    service = Service.on(TestDatabase.create(), world.settings());
    id = service.submit(job(3));
    service.settled(id);
  }

  @AfterAll
  static void stops() {
    service.close();
    world.close();
  }

  private static ObjectNode job(int maxIterations) {
    ObjectNode job = Json.object().put("name", TRAP);
    job.putObject("seedCandidate").put("prompt", "good");
    job.putArray("trainset").addObject().put("id", "a");
    job.putArray("valset").addObject().put("id", "v1");
    job.withArray("valset").addObject().put("id", "v2");
    ArrayNode test = job.putArray("testset");
    for (int i = 0; i < HELD_OUT.size(); i++) {
      test.addObject().put("id", "t" + i).put("input", "## `t" + i + "`");
    }
    job.putObject("system").put("type", "http").put("url", world.url("system"));
    job.putObject("reflection").put("model", "lab/better");
    job.putObject("budget").put("maxIterations", maxIterations).put("maxRollouts", 1000);
    return job;
  }

  private static String answer(JsonNode request) {
    boolean better = request.at("/candidate/prompt").stringValue().startsWith("better");
    ArrayNode results = Json.object().putArray("results");
    for (JsonNode example : request.get("examples")) {
      String label = example.at("/data/id").asString("");
      double[] scores = HELD_OUT.getOrDefault(label, new double[] {0, 1});
      results
          .addObject()
          .put("id", example.get("id").stringValue())
          .put("score", scores[better ? 1 : 0])
          .put("output", (better ? "b" : "seed") + FENCE + FENCE + "\n# no heading")
          .put("feedback", "<script>")
          .put("costUsd", better ? 0.5 : 0.25);
    }
    return Json.write(Map.of("results", results));
  }

  private static JsonNode report() {
    return service.get("/jobs/" + id + "/report");
  }

  @Test
  void comparesSeedAndBestOnHeldOutExamples() {
    JsonNode test = service.get("/jobs/" + id).get("test");

    assertThat(test.get("seedScore").doubleValue()).isEqualTo(0.5);
    assertThat(test.get("bestScore").doubleValue()).isEqualTo(0.65);
    assertThat(test.get("better").intValue()).isEqualTo(2);
    assertThat(test.get("worse").intValue()).isEqualTo(2);
    assertThat(test.get("equal").intValue()).isEqualTo(1);
    assertThat(test.at("/interval/low").doubleValue()).isBetween(-0.75, 0.15);
    assertThat(test.at("/interval/high").doubleValue()).isBetween(0.15, 1.0);
    assertThat(test.at("/interval/resamples").intValue()).isEqualTo(10_000);
    assertThat(test.get("seed").toString()).isEqualTo("{\"costUsd\":0.25,\"characters\":4}");
    assertThat(test.get("best").toString()).isEqualTo("{\"costUsd\":0.5,\"characters\":20}");
    assertThat(test.get("worseExamples").toString())
        .isEqualTo(
            "[{\"example\":\"t2\",\"seedScore\":1.0,\"bestScore\":0.25},{\"example\":\"t4\",\"seedScore\":1.0,\"bestScore\":0.5}]");
  }

  @Test
  void findsTheSameIntervalForTheSameJob() {
    String again = service.submit(job(3));

    assertThat(service.settled(again).get("test"))
        .isEqualTo(service.get("/jobs/" + id).get("test"));
  }

  @Test
  void givesNoIntervalForAFewExamples() {
    ObjectNode few = job(3);
    few.putArray("testset").addObject().put("id", "v1");
    few.withArray("testset").addObject().put("id", "v2");

    JsonNode test = service.settled(service.submit(few)).get("test");

    assertThat(test.get("better").intValue()).isEqualTo(2);
    assertThat(test.path("interval").isNull()).isTrue();
  }

  @Test
  void reportsWhatCameOfAJob() {
    JsonNode report = report();

    assertThat(report.get("validation"))
        .isEqualTo(
            Json.parse(
                "{\"seedScore\": 0.0, \"bestScore\": 1.0, \"difference\": 1.0, \"examples\": 2}"));
    assertThat(report.at("/test/seed/costUsd").doubleValue()).isEqualTo(0.25);
    assertThat(report.at("/test/best/costUsd").doubleValue()).isEqualTo(0.5);
    assertThat(report.at("/test/seed/outputCharacters").doubleValue()).isEqualTo(23);
    assertThat(report.at("/test/best/outputCharacters").doubleValue()).isEqualTo(20);
    assertThat(report.at("/best/components/prompt/seedCharacters").intValue()).isEqualTo(4);
    assertThat(report.at("/best/components/prompt/characters").intValue()).isEqualTo(20);
    assertThat(report.at("/best/components/prompt/diff").stringValue())
        .contains("-good\n", "+better\n+than `before`");
    assertThat(report.at("/search/iterations").intValue()).isEqualTo(3);
    assertThat(report.at("/search/candidates").intValue()).isEqualTo(2);
    assertThat(report.at("/search/proposals"))
        .isEqualTo(
            Json.parse(
                """
                {"mutations": 3, "merges": 0, "accepted": 1, "rejected": 0, "skipped": 2, "failed": 0}
                """));
    assertThat(report.get("budget").toString())
        .startsWith("[{\"limit\":\"maxRollouts\",\"given\":1000,\"used\":")
        .contains("{\"limit\":\"maxIterations\",\"given\":3,\"used\":3}");
    assertThat(report.get("usage")).isEqualTo(service.get("/jobs/" + id).get("usage"));
  }

  @Test
  void showsTheExamplesThatGotWorseWorstFirst() {
    JsonNode worse = report().at("/test/worseExamples");
    List<JsonNode> onePageEach = new ArrayList<>();
    String cursor = "";
    while (cursor != null) {
      JsonNode page = service.get("/jobs/" + id + "/report/worse-examples?limit=1" + cursor);
      page.get("items").forEach(onePageEach::add);
      cursor = page.get("next").isNull() ? null : "&cursor=" + page.get("next").stringValue();
    }

    assertThat(worse.get("items").valueStream().map(e -> e.get("example").stringValue()))
        .containsExactly("t2", "t4");
    assertThat(worse.get("next").isNull()).isTrue();
    assertThat(onePageEach).isEqualTo(worse.get("items").valueStream().toList());
    JsonNode first = worse.at("/items/0");
    assertThat(first.at("/seed/score").doubleValue()).isEqualTo(1);
    assertThat(first.at("/best/score").doubleValue()).isEqualTo(0.25);
    assertThat(Json.parse(first.get("data").stringValue()).get("input").stringValue())
        .isEqualTo("## `t2`");
    JsonNode rollout =
        service.get("/jobs/" + id + "/rollouts/" + first.at("/best/rolloutId").stringValue());
    assertThat(rollout.get("example").stringValue()).isEqualTo("t2");
    assertThat(rollout.get("output")).isEqualTo(first.at("/best/output"));
    assertThat(rollout.get("feedback")).isEqualTo(first.at("/best/feedback"));
  }

  @ParameterizedTest
  @CsvSource({
    "/report, text/markdown, markdown",
    "/report?format=markdown, application/json, markdown",
    "/report?format=markdown, 'text/html,*/*;q=0.8', markdown",
    "/report?format=json, text/markdown, json",
    "/report, */*, json"
  })
  void comesInTheFormatAskedFor(String path, String accept, String format) {
    HttpResponse<String> answer = service.send("GET", "/jobs/" + id + path, null, "Accept", accept);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith(format.equals("json") ? "application/json" : "text/markdown;charset=UTF-8");
    assertThat(answer.body()).startsWith(format.equals("json") ? "{" : "# Report: ``a `name`");
  }

  @ParameterizedTest
  @CsvSource({
    "/report?format=html, */*, 400",
    "/report?format=json&format=markdown, */*, 400",
    "/report?form=markdown, */*, 400",
    "/report, text/html, 406",
    "/report/worse-examples?cursor=MQ, */*, 400",
    "/report/worse-examples?limit=0, */*, 400"
  })
  void refusesWhatItDoesNotKnow(String path, String accept, int status) {
    assertThat(service.send("GET", "/jobs/" + id + path, null, "Accept", accept).statusCode())
        .isEqualTo(status);
  }

  @Test
  void keepsEveryForeignTextInCodeInMarkdown() {
    String markdown =
        service.send("GET", "/jobs/" + id + "/report", null, "Accept", "text/markdown").body();

    Node document =
        Parser.builder().extensions(List.of(TablesExtension.create())).build().parse(markdown);

    MarkdownTest.assertHarmless(document);
    List<String> blocks = new ArrayList<>();
    int tables = 0;
    for (Node node = document.getFirstChild(); node != null; node = node.getNext()) {
      if (node instanceof FencedCodeBlock block) {
        blocks.add(block.getLiteral());
      }
      tables += node instanceof TableBlock ? 1 : 0;
    }
    assertThat(blocks)
        .contains("better\nthan `before`\n", "seed" + FENCE + FENCE + "\n# no heading\n")
        .contains("<script>\n");
    assertThat(tables).isEqualTo(4);
    assertThat(markdown)
        .contains("Best against seed: 2 examples better, 2 worse, 1 equal.")
        .contains("no difference cannot be ruled out")
        .doesNotContain("Simulated");
  }

  @Test
  void saysProminentlyThatModelsWereSimulated() {
    ObjectNode job = job(1);
    ((ObjectNode) job.get("reflection")).put("model", "simulated/reflector");
    String simulated = service.submit(job);
    service.settled(simulated);

    JsonNode report = service.get("/jobs/" + simulated + "/report");
    String markdown =
        service.send("GET", "/jobs/" + simulated + "/report?format=markdown", null).body();

    assertThat(report.get("notice").stringValue()).contains("Simulated models");
    assertThat(markdown.lines().skip(2).findFirst().orElseThrow())
        .startsWith("> **Simulated models took part");
  }

  @Test
  void reportsAJobThatFailedBeforeItHadACandidateAndNoneThatHasNotEnded() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    world.hook(
        "broken",
        request -> {
          asked.countDown();
          awaitQuietly(release);
          return "{}";
        });
    ObjectNode job = job(1);
    job.putObject("system").put("type", "http").put("url", world.url("broken"));
    job.putObject("execution").put("onRolloutError", "fail");
    String failing = service.submit(job);
    asked.await();

    HttpResponse<String> before = service.send("GET", "/jobs/" + failing + "/report", null);
    release.countDown();
    service.settled(failing);
    JsonNode after = service.get("/jobs/" + failing + "/report");
    String markdown =
        service.send("GET", "/jobs/" + failing + "/report?format=markdown", null).body();

    assertThat(before.statusCode()).isEqualTo(404);
    assertThat(Json.parse(before.body()).get("code").stringValue()).isEqualTo("no-candidate-yet");
    assertThat(after.at("/error/code").stringValue()).isEqualTo("rollouts-failing");
    assertThat(after.get("best").isNull()).isTrue();
    assertThat(markdown).contains("`rollouts-failing`", "No candidate was scored");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static HttpResponse<String> evaluate(Object body, String... headers) {
    return service.send("POST", "/evaluations", body.toString(), headers);
  }

  private static JsonNode evaluated(Object body) {
    HttpResponse<String> answer = evaluate(body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return settled(answer.headers().firstValue("Location").orElseThrow());
  }

  private static JsonNode settled(String path) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> service.get(path + "?wait=PT5S"),
            view -> !Set.of("QUEUED", "RUNNING").contains(view.get("status").stringValue()));
  }

  @Test
  void fillsInTheSamePlaceholdersAsTheJobWhoseCandidateItEvaluates() {
    String kept = "{{input}} {{foo}} {{answer}}";
    world.model("braced", text -> text.contains("for Ann: Better " + kept) ? "right" : "wrong");
    ObjectNode job = Json.object();
    job.putObject("seedCandidate").put("prompt", "for {{name}}: x");
    job.putArray("trainset")
        .addObject()
        .put("input", "i")
        .put("answer", "right")
        .put("name", "Ann");
    job.putObject("system").put("type", "prompt").put("model", "lab/braced");
    job.withObject("/system")
        .putArray("messages")
        .addObject()
        .put("role", "user")
        .put("content", "{{component.prompt}}");
    job.putObject("evaluator").put("type", "contains");
    job.putObject("reflection").put("model", "lab/bracing");
    job.putObject("budget").put("maxIterations", 1);
    world.model("bracing", prompt -> FENCE + "\nfor {{name}}: Better " + kept + "\n" + FENCE);
    String source = service.submit(job);
    service.settled(source);
    ObjectNode body = Json.object();
    body.putObject("candidate").put("job", source).put("index", 1);
    body.set("dataset", job.get("trainset"));

    JsonNode view = evaluated(body);

    assertThat(service.get("/jobs/" + source + "/candidates/1").get("valScore").doubleValue())
        .isEqualTo(1);
    assertThat(view.get("score").doubleValue()).as(view.toString()).isEqualTo(1);
    assertThat(view.at("/components/prompt").stringValue())
        .isEqualTo("for {{name}}: Better " + kept);
  }

  @Test
  void blamesNoSystemForACandidateThatIsNotFound() {
    JsonNode problem =
        Json.parse(
            evaluate("{\"candidate\": {\"job\": \"%s\", \"index\": 99}}".formatted(id)).body());

    assertThat(problem.get("errors").valueStream().map(e -> e.get("pointer").stringValue()))
        .containsExactly("/candidate/index", "/dataset");
  }

  private static ObjectNode ofTheBest() {
    ObjectNode body = Json.object();
    body.putObject("candidate").put("job", id).put("index", 1);
    ArrayNode examples = body.putArray("dataset");
    examples.addObject().put("id", "t2");
    examples.addObject().put("id", "t0");
    return body;
  }

  @Test
  void evaluatesACandidateOfAJobAsThatJobDoes() {
    JsonNode view = evaluated(ofTheBest());

    String path = "/evaluations/" + view.get("id").stringValue();
    assertThat(view.get("status").stringValue()).isEqualTo("COMPLETED");
    assertThat(view.get("score").doubleValue()).isEqualTo(0.625);
    assertThat(view.get("scores").toString()).isEqualTo("{\"t2\":0.25,\"t0\":1.0}");
    assertThat(view.get("objectives").toString()).isEqualTo("{}");
    assertThat(view.get("candidate").toString())
        .isEqualTo("{\"job\":\"%s\",\"index\":1}".formatted(id));
    assertThat(view.at("/components/prompt").stringValue()).startsWith("better");
    assertThat(view.get("examples").intValue()).isEqualTo(2);
    assertThat(view.get("rollouts").intValue()).isEqualTo(2);
    assertThat(view.get("failed").intValue()).isZero();
    assertThat(view.at("/usage/webhook/costUsd").doubleValue()).isEqualTo(1);
    assertThat(view.at("/usage/reflection/calls").intValue()).isZero();
    assertThat(service.all(path + "/rollouts?example=t0"))
        .singleElement()
        .satisfies(r -> assertThat(r.get("score").doubleValue()).isEqualTo(1));
    assertThat(service.all(path + "/model-calls")).isEmpty();
    assertThat(service.send("POST", path + "/resume", null).statusCode()).isEqualTo(409);
    assertThat(service.send("POST", path + "/cancel", null).statusCode()).isEqualTo(409);
  }

  @Test
  void evaluatesTextsOnAPartOfADataSet() {
    service.send(
        "POST",
        "/datasets",
        """
        {"name": "held", "items": [{"id": "x", "input": "loud", "answer": "YES"}, {"id": "y", "input": "low", "answer": "yes"},
         {"id": "z", "input": "loud", "answer": "YES"}]}
        """);
    JsonNode view =
        evaluated(
            """
            {"name": "texts", "labels": {"of": "texts"}, "candidate": {"job": "Answer.", "index": "Do."},
             "system": {"type": "prompt", "model": "lab/echo"}, "evaluator": {"type": "exact_match"},
             "dataset": {"dataset": "held", "limit": 2}}
            """);

    assertThat(view.get("status").stringValue()).as(view.toString()).isEqualTo("COMPLETED");
    assertThat(view.get("scores").toString()).isEqualTo("{\"x\":1.0,\"y\":0.0}");
    assertThat(view.get("score").doubleValue()).isEqualTo(0.5);
    assertThat(view.get("candidate").isNull()).isTrue();
    assertThat(view.get("components").toString())
        .isEqualTo("{\"job\":\"Answer.\",\"index\":\"Do.\"}");
    JsonNode listed = service.get("/evaluations?label=of:texts").get("items");
    assertThat(listed).hasSize(1);
    assertThat(listed.at("/0/score").doubleValue()).isEqualTo(0.5);
    assertThat(listed.at("/0/scores").isNull()).isTrue();
  }

  @Test
  void isNoJobAndNoJobIsOne() {
    String evaluation = evaluated(ofTheBest()).get("id").stringValue();

    assertThat(service.all("/jobs")).noneMatch(j -> j.get("id").stringValue().equals(evaluation));
    assertThat(service.bean(JobCounts.class).byStatus().values().stream().mapToLong(n -> n).sum())
        .isEqualTo(service.all("/jobs").size());
    for (String path : List.of("", "/spec", "/best", "/rollouts", "/events", "/report")) {
      assertThat(service.send("GET", "/jobs/" + evaluation + path, null).statusCode())
          .as(path)
          .isEqualTo(404);
    }
    for (String call : List.of("/pause", "/resume", "/cancel", "/fork")) {
      assertThat(service.send("POST", "/jobs/" + evaluation + call, "{}").statusCode())
          .as(call)
          .isEqualTo(404);
    }
    assertThat(service.send("DELETE", "/jobs/" + evaluation, null).statusCode()).isEqualTo(404);
    assertThat(service.send("GET", "/evaluations/" + id, null).statusCode()).isEqualTo(404);
    assertThat(service.send("DELETE", "/evaluations/" + id, null).statusCode()).isEqualTo(404);
    assertThat(service.send("DELETE", "/evaluations/" + evaluation, null).statusCode())
        .isEqualTo(204);
    assertThat(service.send("GET", "/evaluations/" + evaluation, null).statusCode()).isEqualTo(404);
  }

  @Test
  void isSubmittedOnceUnderAKey() {
    HttpResponse<String> first = evaluate(ofTheBest(), "Idempotency-Key", "evaluation");
    HttpResponse<String> again = evaluate(ofTheBest(), "Idempotency-Key", "evaluation");
    HttpResponse<String> other =
        evaluate(ofTheBest().put("name", "other"), "Idempotency-Key", "evaluation");

    assertThat(Json.parse(again.body()).get("id")).isEqualTo(Json.parse(first.body()).get("id"));
    assertThat(other.statusCode()).isEqualTo(409);
  }

  @Test
  void buysNoAnswerTwiceWhereItIsPausedAndResumed() throws Exception {
    Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    world.hook(
        "counted",
        request -> {
          String label = request.at("/examples/0/data/id").stringValue();
          asked.computeIfAbsent(label, l -> new AtomicInteger()).incrementAndGet();
          if (label.equals("t1")) {
            held.countDown();
            awaitQuietly(release);
          }
          return answer(request);
        });
    ObjectNode body = ofTheBest();
    body.putObject("system").put("type", "http").put("url", world.url("counted"));
    body.putObject("execution").put("maxConcurrency", 1);
    body.withArray("dataset").addObject().put("id", "t1");
    body.withArray("dataset").addObject().put("id", "t3");
    String path = evaluate(body).headers().firstValue("Location").orElseThrow();
    held.await();

    service.send("POST", path + "/pause", null);
    await().atMost(PATIENCE).until(() -> !service.get(path).get("requested").isNull());
    release.countDown();
    JsonNode paused = settled(path);
    service.send("POST", path + "/resume", null);
    JsonNode view = settled(path);

    assertThat(paused.get("status").stringValue()).isEqualTo("PAUSED");
    assertThat(paused.get("score").isNull()).isTrue();
    assertThat(paused.get("rollouts").intValue()).isEqualTo(3);
    assertThat(view.get("status").stringValue()).isEqualTo("COMPLETED");
    assertThat(view.get("scores").toString())
        .isEqualTo("{\"t2\":0.25,\"t0\":1.0,\"t1\":0.5,\"t3\":1.0}");
    assertThat(asked).hasSize(4).allSatisfy((label, times) -> assertThat(times).hasValue(1));
  }

  @Test
  void tellsEveryFaultByItsPlaceInTheEvaluation() {
    String body =
        """
        {"candidate": {"prompt": "Use {{policy}}."}, "dataset": [{"input": "a"}, 3], "x": 1, "evaluator": {"type": "contains"},
         "system": {"type": "prompt", "model": "lab/echo"}, "execution": {"maxConcurrency": 0}}
        """;

    assertThat(pointers(body))
        .contains("/dataset/1", "/x", "/execution/maxConcurrency", "/candidate/prompt")
        .noneMatch(p -> p.startsWith("/trainset") || p.startsWith("/seedCandidate"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                    | /candidate
          {"candidate": 3}                                      | /candidate
          {"candidate": {}}                                     | /candidate
          {"candidate": {"1x": "a"}}                            | /candidate/1x
          {"candidate": {"": "a"}}                              | /candidate/
          {"candidate": {"job": "nobody", "index": 0}}          | /candidate/job
          {"candidate": {"job": "JOB", "index": 99}}            | /candidate/index
          {"candidate": {"job": "JOB", "index": -1}}            | /candidate/index
          {"candidate": {"job": "JOB"}}                         | /candidate/index
          {"candidate": {"job": "JOB", "index": 1}}             | /dataset
          {"candidate": {"a": "b"}, "dataset": [{}]}            | /system
          {"candidate": {"job": "JOB", "index": 1}, "dataset": {"dataset": "nothing"}} | /dataset/dataset
          {"candidate": {"job": "JOB", "index": 1}, "dataset": []} | /dataset
          """)
  void refusesWhatIsMissingOrUnknown(String body, String pointer) {
    assertThat(pointers(body.replace("JOB", id))).contains(pointer);
  }

  private static List<String> pointers(String body) {
    HttpResponse<String> answer = evaluate(body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    return Json.parse(answer.body())
        .get("errors")
        .valueStream()
        .map(e -> e.get("pointer").stringValue())
        .toList();
  }
}
