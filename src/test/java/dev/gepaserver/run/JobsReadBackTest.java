package dev.gepaserver.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.archive.ArchiveLoader;
import dev.gepaserver.common.Json;
import dev.gepaserver.engine.model.RejectedText;
import dev.gepaserver.job.JobRuns;
import dev.gepaserver.testing.Service;
import dev.gepaserver.testing.TestDatabase;
import dev.gepaserver.testing.World;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a service finds of a job that another one left. */
class JobsReadBackTest {

  private final TestDatabase.Access database = TestDatabase.create();
  private World world;

  @BeforeEach
  void open() throws IOException {
    world = new World();
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void failsInItsOwnWordsWhereItsProviderIsGone() {
    world.model("slow", prompt -> "```\nbetter " + prompt.length() + "\n```");
    world.hook("slow", request -> answer(request, 0.5, Duration.ofMillis(100)));
    ObjectNode job = job("slow");
    job.putObject("budget").put("maxIterations", 10_000);
    String id;
    try (Service service = Service.on(database, world.settings())) {
      id = service.submit(job);
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> service.get("/jobs/" + id).at("/progress/iteration").intValue() > 0);
    }

    JsonNode view;
    try (Service service = Service.on(database)) {
      view = service.settled(id);
    }

    assertThat(view.get("status").stringValue()).isEqualTo("FAILED");
    assertThat(view.at("/error/code").stringValue()).isEqualTo("model-unknown");
    assertThat(view.at("/error/detail").stringValue())
        .contains("provider lab is not configured any more");
  }

  @Test
  void takesNoTextForRejectedThatWasAcceptedInTheSameIteration() {
    world.model("twin", prompt -> "```\n" + (prompt.contains("Do it.") ? "good" : "bad") + "\n```");
    world.hook(
        "twin",
        request ->
            answer(
                request,
                request.at("/candidate/prompt").stringValue().equals("good") ? 0.9 : 0.5,
                Duration.ZERO));
    ObjectNode job = job("twin");
    job.putObject("search").putObject("sampling").put("type", "same_parent").put("n", 2);
    job.putObject("budget").put("maxIterations", 2);
    ((ObjectNode) job.get("reflection")).put("showRejected", 3);

    try (Service service = Service.on(database, world.settings())) {
      String id = service.submit(job);
      JsonNode view = service.settled(id);
      Iterable<RejectedText> rejected =
          service
              .bean(ArchiveLoader.class)
              .search(
                  UUID.fromString(id),
                  service
                      .bean(JobRuns.class)
                      .load(UUID.fromString(id))
                      .orElseThrow()
                      .searchOptions())
              .orElseThrow()
              .rows()
              .rejected();

      assertThat(view.at("/progress/candidates").intValue()).isEqualTo(2);
      assertThat(service.all("/jobs/" + id + "/iterations").getFirst().get("proposals"))
          .extracting(p -> p.get("status").stringValue())
          .containsExactly("accepted", "rejected");
      assertThat(rejected).isNotEmpty().allMatch(text -> text.text().equals("bad"));
    }
  }

  private static String answer(JsonNode request, double score, Duration delay) {
    try {
      Thread.sleep(delay);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ObjectNode answer = Json.object();
    ArrayNode results = answer.putArray("results");
    for (JsonNode example : request.get("examples")) {
      results.addObject().put("score", score).set("id", example.get("id"));
    }
    return Json.write(answer);
  }

  private ObjectNode job(String name) {
    ObjectNode job = Json.object().put("name", name);
    job.putObject("seedCandidate").put("prompt", "Do it.");
    ArrayNode train = job.putArray("trainset");
    for (int i = 0; i < 4; i++) {
      train.addObject().put("input", "example " + i);
    }
    job.putObject("system").put("type", "http").put("url", world.url(name));
    job.putObject("reflection").put("model", "lab/" + name).put("showRejected", 5);
    return job;
  }
}
