package dev.gepaserver.run;

import dev.gepaserver.common.Json;
import dev.gepaserver.testing.Service;
import dev.gepaserver.testing.World;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A world whose answers depend on nothing but what is asked, so that two jobs can be compared, and
 * jobs of many kinds for it.
 */
final class Lab implements AutoCloseable {

  private static final String FENCE = "```";

  private final World world = new World();

  Lab() throws IOException {
    world.model("writer", Lab::rewritten);
    world.model("worker", text -> score(text, "") > 0.5 ? "yes" : "no");
    world.hook("steady", Lab::scores);
  }

  World world() {
    return world;
  }

  /** A usable reply of the reflection model. */
  static String rewritten(String prompt) {
    return FENCE + "\nbetter " + Integer.toHexString(prompt.hashCode()) + "\n" + FENCE;
  }

  /** What the webhook gives for each example. */
  static String scores(JsonNode request) {
    String candidate = Json.write(request.get("candidate"));
    ObjectNode answer = Json.object();
    ArrayNode results = answer.putArray("results");
    for (JsonNode example : request.get("examples")) {
      ObjectNode result = results.addObject();
      result.set("id", example.get("id"));
      result.put("score", score(candidate, example.at("/data/input").stringValue()));
      result.put("feedback", "so so").put("costUsd", 0.25);
    }
    return Json.write(answer);
  }

  private static double score(String text, String input) {
    int mixed = (text.hashCode() * 31 + input.hashCode()) * 0x9E3779B1;
    return (mixed >>> 8) % 1000 / 1000.0;
  }

  /** Everything that a job can be, by name. */
  static Stream<String> kinds() {
    return Stream.of("plain", "components", "pxn", "cached", "prompt", "small", "hard", "patient");
  }

  /** A job of this kind whose budget is to be set. */
  ObjectNode job(String kind) {
    ObjectNode job = Json.object().put("name", kind);
    ObjectNode seed = job.putObject("seedCandidate").put("first", "Do it.");
    ObjectNode search = job.putObject("search").put("seed", 7);
    examples(job, "trainset", kind.equals("small") ? 2 : 7);
    examples(job, "valset", 6);
    job.putObject("system").put("type", "http").put("url", world.url("steady")).put("batchSize", 2);
    job.putObject("reflection").put("model", "lab/writer");
    job.putObject("budget").put("maxRollouts", 100);
    switch (kind) {
      case "components" -> {
        seed.put("second", "Do that.").put("third", "Do it all.");
        search.putObject("merge").put("enabled", true);
      }
      case "pxn" -> search.putObject("sampling").put("type", "pxn").put("p", 2).put("n", 2);
      case "cached" -> {
        seed.put("second", "Do that.");
        search.put("cacheEvaluations", true).putObject("merge").put("enabled", true);
        job.remove("valset");
      }
      case "prompt" -> {
        job.putObject("system").put("type", "prompt").put("model", "lab/worker");
        job.putObject("evaluator").put("type", "exact_match");
      }
      default -> {}
    }
    return job;
  }

  private static void examples(ObjectNode job, String set, int count) {
    ArrayNode examples = job.putArray(set);
    for (int i = 0; i < count; i++) {
      examples.addObject().put("input", set + " " + i).put("answer", "yes");
    }
  }

  /**
   * All that two jobs have in common that took the same way; without what was done for the test.
   */
  static ObjectNode story(Service service, String id) {
    String job = "/jobs/" + id;
    JsonNode view = service.get(job);
    ObjectNode story = Json.object();
    for (String name : List.of("status", "stopReason", "progress", "usage", "test")) {
      story.set(name, view.get(name));
    }
    list(story, "candidates", service.all(job + "/candidates").stream());
    list(story, "iterations", service.all(job + "/iterations").stream());
    list(story, "reflections", service.all(job + "/reflections").stream());
    // Those of one stage are written in the order in which they come.
    list(
        story,
        "rollouts",
        service.all(job + "/rollouts").stream()
            .filter(row -> !row.get("stage").stringValue().equals("test"))
            .sorted(Comparator.comparing(row -> row.get("id").stringValue())));
    return story;
  }

  private static void list(ObjectNode story, String name, Stream<JsonNode> rows) {
    ArrayNode list = story.putArray(name);
    rows.forEach(row -> list.add(((ObjectNode) row).without(List.of("at", "latencyMs"))));
  }

  @Override
  public void close() {
    world.close();
  }
}
