package dev.gepaserver.system;

import dev.gepaserver.common.Json;
import dev.gepaserver.evaluation.Webhooks;
import dev.gepaserver.journal.CallKey;
import dev.gepaserver.journal.CallScope;
import dev.gepaserver.journal.Calls;
import dev.gepaserver.journal.ToolCall;
import dev.gepaserver.outbound.OutboundRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Posts to tools through the journal: what was answered once is never asked again. */
final class ToolPosts {

  private final Webhooks webhooks;

  ToolPosts(Webhooks webhooks) {
    this.webhooks = webhooks;
  }

  /**
   * Where a tool is.
   *
   * @param headers the user's own
   * @param secret name of the configured secret that signs, null for none
   * @param timeout of each attempt
   */
  record Target(URI url, Map<String, String> headers, @Nullable String secret, Duration timeout) {}

  /**
   * Posts, unless the journal has the answer.
   *
   * @param path of the call within the scope
   * @return the recorded call, answered or failed by its own fault
   * @throws dev.gepaserver.common.CallFailedException where the tool stays away, or is refused for
   *     all
   */
  ToolCall post(CallScope scope, String path, Target target, JsonNode body) {
    CallKey key = scope.key(path);
    String hash = Json.hash(body);
    ToolCall known = scope.journal().toolCall(key, hash).orElse(null);
    if (known != null) {
      return known;
    }
    ToolCall call = postNow(scope, key, hash, target, body);
    var _ = scope.journal().record(List.of(call));
    return call;
  }

  /** Another body is another request, so that no tool takes it for one that it has answered. */
  private static String id(CallScope scope, CallKey key, String hash) {
    return Json.sha256(
        String.join("/", scope.journal().jobId().toString(), scope.rolloutId(), key.call(), hash));
  }

  private ToolCall postNow(
      CallScope scope, CallKey key, String hash, Target target, JsonNode body) {
    Webhooks.Answer<JsonNode> answer =
        webhooks.ask(
            Calls.of(scope.journal(), key),
            new OutboundRequest(
                target.url(),
                Json.write(body).getBytes(StandardCharsets.UTF_8),
                id(scope, key, hash),
                target.headers(),
                target.secret(),
                target.timeout()),
            json -> json);
    return new ToolCall(
        key,
        hash,
        "tool",
        Webhooks.target(target.url()),
        answer.value(),
        0,
        answer.latencyMs(),
        answer.attempts(),
        answer.error());
  }
}
