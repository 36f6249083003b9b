package dev.gepaserver.evaluation;

import dev.gepaserver.common.Json;
import dev.gepaserver.dataset.Example;
import dev.gepaserver.engine.model.Split;
import dev.gepaserver.engine.model.Texts;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One rollout to be scored.
 *
 * @param example what the system was rolled out on
 * @param split the set that the example is of
 * @param purpose {@code validation}, {@code minibatch}, {@code merge} or {@code test}
 * @param rolloutId unique in its job
 * @param candidate the texts that were rolled out
 * @param output what the system answered; a plain reply is a JSON string
 * @param trace how it came to that, null where the system does not tell
 */
public record EvaluationInput(
    Example example,
    Split split,
    String purpose,
    String rolloutId,
    Texts candidate,
    JsonNode output,
    @Nullable JsonNode trace) {

  /** The output as a text: a string bare, everything else as JSON. */
  public String outputText() {
    return Json.inText(output);
  }
}
