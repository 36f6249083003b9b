package dev.gepaserver.archive;

import dev.gepaserver.common.Json;
import dev.gepaserver.testing.World;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Jobs of four examples whose system is a webhook of the world, and what it answers. */
final class WebhookJobs {

  private WebhookJobs() {}

  static ObjectNode aJob(World world, String hook, int maxRollouts) {
    ObjectNode job = Json.object().put("name", hook);
    job.putObject("seedCandidate").put("prompt", "Do it.");
    ArrayNode train = job.putArray("trainset");
    for (int i = 0; i < 4; i++) {
      train.addObject().put("input", "example " + i);
    }
    job.putObject("system").put("type", "http").put("url", world.url(hook));
    job.putObject("reflection").put("model", "lab/writer");
    job.putObject("budget").put("maxRollouts", maxRollouts);
    return job;
  }

  /** Scores that depend on the candidate alone, with a trace. */
  static String scores(JsonNode request) {
    double score = Json.write(request.get("candidate")).length() % 7 / 10.0;
    ObjectNode answer = Json.object();
    ArrayNode results = answer.putArray("results");
    for (JsonNode example : request.get("examples")) {
      ObjectNode result = results.addObject();
      result.set("id", example.get("id"));
      result.put("score", score).put("feedback", "so so").put("trace", "a trace");
    }
    return Json.write(answer);
  }
}
