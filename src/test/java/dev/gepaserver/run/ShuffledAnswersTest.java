package dev.gepaserver.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Json;
import dev.gepaserver.testing.Service;
import dev.gepaserver.testing.World;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The same job again and again, with answers that take their time: the order in which they arrive
 * must not decide anything.
 */
class ShuffledAnswersTest {

  private static final int RUNS = 4;
  private static final int MOST_MILLIS = 25;

  private static World world;
  private static Service service;
  private static volatile Random delays = new Random(0);

  @BeforeAll
  static void open() throws IOException {
    world = new World();
    service = Service.fresh(world.settings());
    world.model(
        "writer",
        prompt -> {
          pause();
          return "```\ntext " + Json.sha256(prompt).substring(0, 8) + "\n```";
        });
    world.hook(
        "scorer",
        request -> {
          pause();
          return scores(request);
        });
  }

  @AfterAll
  static void close() {
    service.close();
    world.close();
  }

  @Test
  void decidesTheSameInWhateverOrderAnswersArrive() {
    Decisions first = decisions(0);

    assertThat(first.iterations)
        .extracting(i -> i.get("kind").stringValue())
        .contains("mutation", "merge");
    assertThat(first.iterations)
        .flatExtracting(i -> i.get("proposals").valueStream().toList())
        .extracting(p -> p.get("status").stringValue())
        .contains("accepted", "rejected");
    for (int run = 1; run < RUNS; run++) {
      assertThat(decisions(run)).as("run %s", run).isEqualTo(first);
    }
  }

  private record Decisions(
      List<JsonNode> iterations, List<JsonNode> candidates, JsonNode pareto, JsonNode progress) {}

  private static Decisions decisions(int run) {
    delays = new Random(run);
    String id = service.submit(job());
    JsonNode view = service.settled(id);
    assertThat(view.get("status").stringValue()).as(view.toString()).isEqualTo("COMPLETED");
    return new Decisions(
        service.all("/jobs/" + id + "/iterations").stream()
            .<JsonNode>map(iteration -> ((ObjectNode) iteration).without("at"))
            .toList(),
        service.all("/jobs/" + id + "/candidates"),
        service.get("/jobs/" + id + "/pareto"),
        view.get("progress"));
  }

  private static void pause() {
    try {
      Thread.sleep(delays.nextInt(MOST_MILLIS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Each text is good or bad at an example by chance, so that branches are good at different ones.
   */
  private static String scores(JsonNode request) {
    ObjectNode answer = Json.object();
    ArrayNode results = answer.putArray("results");
    for (JsonNode example : request.get("examples")) {
      String input = example.at("/data/input").stringValue();
      int sum = 0;
      for (JsonNode text : request.get("candidate")) {
        sum += Integer.parseInt(Json.sha256(text.stringValue() + input).substring(0, 2), 16) % 8;
      }
      results
          .addObject()
          .put("score", sum / 20.0)
          .put("feedback", input + " has " + sum)
          .set("id", example.get("id"));
    }
    return Json.write(answer);
  }

  private static ObjectNode job() {
    ObjectNode job = Json.object().put("name", "shuffled");
    job.putObject("seedCandidate").put("tone", "Be kind.").put("form", "Be brief.");
    examples(job.putArray("trainset"), "train", 10);
    examples(job.putArray("valset"), "val", 7);
    job.putObject("system").put("type", "http").put("url", world.url("scorer")).put("batchSize", 2);
    job.putObject("reflection").put("model", "lab/writer");
    ObjectNode search = job.putObject("search");
    search.putObject("sampling").put("type", "pxn").put("p", 2).put("n", 2);
    search.putObject("merge").put("enabled", true);
    job.putObject("budget").put("maxIterations", 15);
    job.putObject("execution").put("maxConcurrency", 16);
    return job;
  }

  private static void examples(ArrayNode set, String name, int count) {
    for (int i = 0; i < count; i++) {
      set.addObject().put("input", name + " " + i);
    }
  }
}
