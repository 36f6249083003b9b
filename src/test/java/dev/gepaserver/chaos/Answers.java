package dev.gepaserver.chaos;

import dev.gepaserver.common.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the outside answers: the same to the same, and good or bad by chance. */
final class Answers {

  private static final String FENCE = "```";

  private Answers() {}

  /** The answer to a request, JSON. */
  static String to(String path, JsonNode request) {
    if (request.has("messages")) {
      return Json.write(completion(request));
    }
    if (request.has("question")) {
      return Json.write(Json.object().put("found", number(Json.write(request), 1000)));
    }
    if (path.endsWith(Kinds.PARTS)) {
      return Json.write(byParts(request.get("candidate"), request.at("/example/data")));
    }
    return Json.write(
        request.has("examples")
            ? results(request)
            : result(Json.write(request.get("output")) + request.at("/example/data")));
  }

  /** A number from 0 below a bound, by the hash of a text. */
  static int number(String of, int bound) {
    return Integer.parseInt(Json.sha256(of).substring(0, 6), 16) % bound;
  }

  private static ObjectNode completion(JsonNode request) {
    String model = request.get("model").stringValue();
    String asked = Json.write(request.get("messages"));
    if (request.has("tools")) {
      asked += request.get("tools");
    }
    String reply = reply(model, asked, request.get("messages").size());
    ObjectNode answer = Json.object();
    answer.put("id", "c").put("object", "chat.completion").put("created", 1).put("model", model);
    ObjectNode choice = answer.putArray("choices").addObject();
    choice.put("index", 0).put("finish_reason", "stop");
    ObjectNode message = choice.putObject("message").put("role", "assistant");
    message.put("content", reply);
    if (request.has("tools")) {
      call(message, number(asked + "calls", 3), asked);
    }
    answer
        .putObject("usage")
        .put("prompt_tokens", asked.length() / 4)
        .put("completion_tokens", reply.length() / 4)
        .put("total_tokens", (asked.length() + reply.length()) / 4);
    return answer;
  }

  /** Asks for so many tools at once, the one that is called outside first. */
  private static void call(ObjectNode message, int times, String asked) {
    ArrayNode calls = Json.MAPPER.createArrayNode();
    for (int i = 0; i < times; i++) {
      ObjectNode call = calls.addObject().put("id", "c" + i).put("type", "function");
      boolean outside = i == 0;
      ObjectNode arguments =
          outside
              ? Json.object().put("question", Json.sha256(asked).substring(0, 8))
              : Json.object().put("query", "ticket " + number(asked, 20));
      call.putObject("function")
          .put("name", outside ? "look" : "find")
          .put("arguments", Json.write(arguments));
    }
    if (times > 0) {
      message.set("tool_calls", calls);
    }
  }

  private static String reply(String model, String asked, int messages) {
    if (model.startsWith("writer")) {
      return FENCE + "\ntext " + Json.sha256(asked).substring(0, 8) + "\n" + FENCE;
    }
    if (!model.startsWith("judge")) {
      return "queue " + number(asked, Kinds.QUEUES);
    }
    // Some first replies cannot be read, and are asked for again.
    return messages == 1 && number(asked, 4) == 0
        ? "Well."
        : Json.write(Json.object().put("reason", "so so").put("score", number(asked, 11)));
  }

  private static ObjectNode results(JsonNode request) {
    String candidate = Json.write(request.get("candidate"));
    ObjectNode answer = Json.object();
    ArrayNode results = answer.putArray("results");
    for (JsonNode example : request.get("examples")) {
      ObjectNode result = result(candidate + example.get("data"));
      result.put("costUsd", 0.0001).set("id", example.get("id"));
      results.add(result);
    }
    return answer;
  }

  /**
   * Scores each component's text by itself, so that what two branches made better adds up; the
   * seed's are worth nothing. Only how well the texts go together is another matter.
   */
  private static ObjectNode byParts(JsonNode candidate, JsonNode data) {
    int points = number(Json.write(candidate) + data, 5);
    for (JsonNode part : candidate) {
      String text = part.stringValue();
      if (text.startsWith("text ")) {
        points += 2 + number(text + data, 8);
      }
    }
    return result(points, 4 + 9 * candidate.size());
  }

  private static ObjectNode result(String of) {
    return result(number(of, 20), 20);
  }

  private static ObjectNode result(int points, int most) {
    return Json.object()
        .put("score", (double) points / most)
        .put("feedback", "%d of %d points".formatted(points, most));
  }
}
