package dev.gepaserver.run;

import dev.gepaserver.common.Json;
import dev.gepaserver.testing.World;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Jobs on a webhook whose texts grow by a letter; longer ones score more, by and large, and below
 * 1.
 */
final class HookJobs {

  private static final Pattern CURRENT =
      Pattern.compile("(?s)<current_text>\n(.*)\n</current_text>");

  private HookJobs() {}

  /** A reflection model's reply: the current text and a letter that hangs on the whole prompt. */
  static String longer(String prompt) {
    Matcher current = CURRENT.matcher(prompt);
    String text = current.find() ? current.group(1) : "";
    return "```\n" + text + (char) ('a' + Math.floorMod(prompt.hashCode(), 26)) + "\n```";
  }

  /** A webhook's answer. */
  static String scores(JsonNode request) {
    ObjectNode answer = Json.object();
    ArrayNode results = answer.putArray("results");
    String text = request.get("candidate").toString();
    for (JsonNode example : request.get("examples")) {
      int hash = (text + example.get("data")).hashCode();
      ObjectNode result = results.addObject();
      result.set("id", example.get("id"));
      result.put("score", 1 - (0.5 + Math.floorMod(hash, 97) / 194.0) / (text.length() - 10));
      result.putObject("objectives").put("odd", text.length() % 2);
      result.put("output", text.length() % 2 == 0 ? "even" : "odd").put("feedback", "so so");
    }
    return Json.write(answer);
  }

  /** A job with four training and two validation examples. */
  static ObjectNode job(World world, String hook, int maxRollouts) {
    ObjectNode job = Json.object().put("name", hook);
    job.putObject("seedCandidate").put("prompt", "Do it.");
    ArrayNode train = job.putArray("trainset");
    for (int i = 0; i < 4; i++) {
      train.addObject().put("input", "example " + i).put("answer", "even");
    }
    ArrayNode validation = job.putArray("valset");
    for (int i = 0; i < 2; i++) {
      validation.addObject().put("input", "validation " + i).put("answer", "odd");
    }
    job.putObject("system").put("type", "http").put("url", world.url(hook));
    job.putObject("reflection").put("model", "lab/writer");
    job.putObject("budget").put("maxRollouts", maxRollouts);
    return job;
  }
}
