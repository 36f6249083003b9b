package dev.gepaserver.system;

import dev.gepaserver.common.Json;
import dev.gepaserver.outbound.OutboundRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/**
 * The request that asks a webhook for rollouts: the same tasks make the same bytes and the same id.
 */
final class WebhookRequest {

  private WebhookRequest() {}

  /** Makes it of tasks of one candidate and one stage, at least one. */
  static OutboundRequest of(HttpSpec spec, UUID jobId, List<RolloutTask> tasks) {
    RolloutTask first = tasks.getFirst();
    ObjectNode body = Json.object();
    body.put("jobId", jobId.toString());
    body.put("purpose", first.purpose());
    body.put("captureTraces", first.captureTraces());
    body.set("candidate", Json.tree(first.texts().asMap()));
    ArrayNode examples = body.putArray("examples");
    for (RolloutTask task : tasks) {
      ObjectNode example = examples.addObject();
      example.put("id", task.example().id());
      example.put("rolloutId", task.scope().rolloutId());
      example.put("split", task.split().wireName());
      example.putRawValue("data", new RawValue(task.example().json()));
    }
    // Of all that is asked: rollouts that are made anew, after an iteration was discarded, bear the
    // ids of those before them.
    String text = Json.write(body);
    return new OutboundRequest(
        spec.url(),
        text.getBytes(StandardCharsets.UTF_8),
        Json.sha256(text),
        spec.headers(),
        spec.secret(),
        spec.timeout());
  }
}
