package dev.gepaserver.chaos;

import dev.gepaserver.common.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * One thing that is asked of the outside and paid for, by what identifies it on both sides: at the
 * one who answers and in the ledger. A rollout of a webhook has an id; messages to a model may be
 * asked several times by right, and then stand in the ledger as often.
 *
 * @param job name of the job
 * @param what is asked
 */
record Ask(String job, String what) {

  /** Messages to a model; the model's name ends with the job's. */
  static Ask ofModel(String model, JsonNode messages) {
    ArrayNode plain = Json.object().putArray("messages");
    for (JsonNode message : messages) {
      plain.add(message.get("role")).add(text(message.get("content")));
    }
    return new Ask(job(model), model + " " + Json.hash(plain));
  }

  /**
   * One rollout or evaluation by a webhook; the last part of its address ends with the job's name.
   */
  static Ask ofWebhook(String address, String rolloutId) {
    String hook = address.substring(address.lastIndexOf('/') + 1);
    return new Ask(job(hook), hook + " " + rolloutId);
  }

  /** One call of a tool, by the hash of what it is asked; asked several times by right as well. */
  static Ask ofTool(String address, String hash) {
    return ofWebhook(address, hash);
  }

  private static String job(String name) {
    return name.substring(name.indexOf('-') + 1);
  }

  private static String text(@Nullable JsonNode content) {
    // A reply that asks for tools has no text on the wire where it has an empty one in the ledger.
    if (content == null || content.isNull()) {
      return "";
    }
    return content.isString() ? content.stringValue() : content.get(0).get("text").stringValue();
  }
}
