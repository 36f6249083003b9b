package dev.gepaserver.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Json;
import dev.gepaserver.testing.Service;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A job that is extended ends as one that had the larger budget from the start. */
class ExtendedJobsTest {

  private static Lab lab;
  private static Service service;

  @BeforeAll
  static void open() throws IOException {
    lab = new Lab();
    service = Service.fresh(lab.world().settings());
  }

  @AfterAll
  static void close() {
    service.close();
    lab.close();
  }

  static Stream<String> kinds() {
    return Lab.kinds();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void endsAsOneThatHadTheLargerBudgetFromTheStart(String kind) {
    boolean patient = kind.equals("patient");
    String limit = patient ? "maxIterationsWithoutImprovement" : "maxRollouts";
    int less = patient ? 2 : 100;
    int more = patient ? 7 : 300;
    ObjectNode budget = Json.object().put("maxRollouts", 300).put("hard", kind.equals("hard"));
    ObjectNode job = lab.job(kind);
    job.set("budget", budget.deepCopy().put(limit, more));
    String straight = service.submit(job);
    job.set("budget", budget.deepCopy().put(limit, less));
    String extended = service.submit(job);
    JsonNode first = service.settled(extended);

    resume(extended, Json.object().put(limit, more));
    service.settled(extended);
    service.settled(straight);

    JsonNode story = Lab.story(service, straight);
    assertThat(story.get("status").stringValue()).isEqualTo("COMPLETED");
    assertThat(first.get("status").stringValue()).isEqualTo("COMPLETED");
    assertThat(first.at("/progress/iteration").intValue())
        .isLessThan(story.at("/progress/iteration").intValue());
    assertThat(Lab.story(service, extended)).isEqualTo(story);
  }

  @Test
  void triesAMergeWhereItSaysSo() {
    ObjectNode job = lab.job("components");
    job.putObject("budget").put("maxRollouts", 300);
    String id = service.submit(job);
    service.settled(id);

    assertThat(service.all("/jobs/" + id + "/iterations"))
        .anyMatch(i -> i.get("kind").stringValue().equals("merge"));
  }

  @Test
  void testsNoCandidateTwice() {
    // Each rewriting adds to the text, and each addition to the score.
    lab.world().model("riser", prompt -> "```\n" + "+".repeat(pluses(prompt) + 1) + "\n```");
    lab.world().hook("rising", request -> scores(request, pluses(Json.write(request)) / 100.0));
    ObjectNode job = lab.job("plain");
    ((ObjectNode) job.get("system")).put("url", lab.world().url("rising"));
    ((ObjectNode) job.get("reflection")).put("model", "lab/riser");
    ((ObjectNode) job.get("search")).put("candidateSelector", "current_best");
    job.putArray("testset").addObject().put("input", "t1");
    job.withArray("testset").addObject().put("input", "t2");
    job.putObject("budget").put("maxRollouts", 300);
    String straight = service.submit(job);
    job.putObject("budget").put("maxRollouts", 40);
    String extended = service.submit(job);
    JsonNode first = service.settled(extended);

    resume(extended, Json.object().put("maxRollouts", 120));
    service.settled(extended);
    resume(extended, Json.object().put("maxRollouts", 300));
    JsonNode last = service.settled(extended);
    service.settled(straight);

    assertThat(first.get("test").isNull()).isFalse();
    assertThat(last.get("test")).isEqualTo(service.get("/jobs/" + straight).get("test"));
    List<JsonNode> tests = service.all("/jobs/" + extended + "/rollouts?stage=test");
    assertThat(tests)
        .extracting(r -> r.get("candidate").intValue() + " " + r.get("example").stringValue())
        .doesNotHaveDuplicates()
        .hasSize(8);
    assertThat(tests).hasSize(asked(extended, "test"));
    assertThat(service.all("/jobs/" + extended + "/rollouts"))
        .hasSize(last.at("/progress/rollouts").intValue() + tests.size());
  }

  @Test
  void testsNothingAnewWhereNothingWasOpenToBeDiscarded() {
    ObjectNode job = lab.job("plain");
    job.putArray("testset").addObject().put("input", "t1");
    String id = service.submit(job);
    JsonNode first = service.settled(id);

    service.send("POST", "/jobs/" + id + "/resume", "{\"discardOpenIteration\": true}");
    JsonNode second = service.settled(id);

    assertThat(second.get("test")).isEqualTo(first.get("test"));
    assertThat(second.get("usage")).isEqualTo(first.get("usage"));
  }

  @Test
  void completesAgainAtOnceWithoutAnotherBudget() {
    String id = service.submit(lab.job("plain"));
    service.settled(id);
    ObjectNode before = Lab.story(service, id);

    resume(id, Json.object());
    service.settled(id);

    assertThat(Lab.story(service, id)).isEqualTo(before);
  }

  @Test
  void tellsOfItsBudget() {
    String id = service.submit(lab.job("plain"));
    service.settled(id);

    resume(id, Json.object().put("maxRollouts", 120).putNull("maxCandidates"));
    service.settled(id);

    assertThat(service.all("/jobs/" + id + "/events"))
        .filteredOn(e -> e.get("type").stringValue().equals("job.resumed"))
        .singleElement()
        .satisfies(e ->
            assertThat(e.get("data").toString()).isEqualTo("{\"budget\":{\"maxRollouts\":120}}"));
  }

  private static int pluses(String text) {
    return (int) text.chars().filter(c -> c == '+').count();
  }

  private static String scores(JsonNode request, double score) {
    ObjectNode answer = Json.object();
    for (JsonNode example : request.get("examples")) {
      answer.withArray("results").addObject().put("score", score).set("id", example.get("id"));
    }
    return Json.write(answer);
  }

  private static int asked(String job, String split) {
    return (int)
        lab.world().posts().stream()
            .filter(post -> post.get("jobId").stringValue().equals(job))
            .flatMap(post -> post.get("examples").valueStream())
            .filter(example -> example.get("split").stringValue().equals(split))
            .count();
  }

  private static void resume(String id, ObjectNode budget) {
    ObjectNode body = Json.object();
    body.set("budget", budget);
    var answer = service.send("POST", "/jobs/" + id + "/resume", Json.write(body));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
  }
}
