package dev.gepaserver.evaluation;

import dev.gepaserver.common.FoundJson;
import dev.gepaserver.common.Json;
import tools.jackson.databind.JsonNode;

/** What a judge replied: points, or nothing that can be used. */
sealed interface JudgeReply {

  /**
   * Points.
   *
   * @param points within the scale
   * @param reason in the judge's words; may be empty
   */
  record Verdict(double points, String reason) implements JudgeReply {}

  /**
   * A reply to be asked for again.
   *
   * @param why in words that go on a sentence
   */
  record Unusable(String why) implements JudgeReply {}

  /** Reads a reply: an object with a number {@code score} and a text {@code reason}. */
  static JudgeReply read(String reply, JudgeSpec.Scale scale) {
    JsonNode json = FoundJson.object(reply);
    if (json == null) {
      return new Unusable("it holds no JSON object");
    }
    JsonNode score = json.get("score");
    Double points = score == null ? null : Json.finite(score);
    if (points == null) {
      return new Unusable("its \"score\" is " + (score == null ? "missing" : "no number"));
    }
    if (points < scale.min() || points > scale.max()) {
      return new Unusable(
          "its \"score\" is %s, which is not %s"
              .formatted(JudgeSpec.Scale.plain(points), scale.words()));
    }
    JsonNode reason = json.get("reason");
    return new Verdict(points, reason == null || reason.isNull() ? "" : Json.inText(reason));
  }
}
