package dev.gepaserver.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Json;
import dev.gepaserver.journal.CallError;
import dev.gepaserver.journal.CallKey;
import dev.gepaserver.journal.CallScope;
import dev.gepaserver.journal.Calls;
import dev.gepaserver.journal.ToolCall;
import dev.gepaserver.outbound.Outbound;
import dev.gepaserver.outbound.OutboundRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code http}: the user's own evaluator, asked for one result for each rollout. */
@Component
final class HttpEvaluator implements EvaluatorType {

  private final Outbound outbound;
  private final Webhooks webhooks;

  HttpEvaluator(Outbound outbound, Webhooks webhooks) {
    this.outbound = outbound;
    this.webhooks = webhooks;
  }

  @Override
  public String name() {
    return "http";
  }

  @Override
  public EvaluatorSpec read(Fields fields) {
    return new Spec(
        name(),
        outbound.readUrl(fields, "url"),
        WebhookFields.timeout(fields),
        outbound.readHeaders(fields, "headers"),
        outbound.readSecret(fields, "secret"));
  }

  @Override
  public Evaluator make(EvaluatorSpec spec) {
    return (input, scope) -> evaluate((Spec) spec, input, scope);
  }

  private Evaluation evaluate(Spec spec, EvaluationInput input, CallScope scope) {
    CallKey key = scope.key("evaluator");
    ObjectNode asked = Json.object();
    asked.set("candidate", Json.tree(input.candidate().asMap()));
    asked.set("data", input.example().data());
    asked.set("output", input.output());
    String hash = Json.hash(asked);
    ToolCall call = scope.journal().toolCall(key, hash).orElse(null);
    if (call == null) {
      call = ask(spec, input, scope, key, hash);
      var _ = scope.journal().record(List.of(call));
    }
    CallError error = call.error();
    if (error != null || call.answer() == null) {
      throw new CallFailedException.Faulty(
          error == null ? "malformed" : error.code(),
          "evaluator: " + (error == null ? "no answer" : error.detail()),
          call.attempts(),
          call.latencyMs());
    }
    return read(call.answer()).evaluation();
  }

  private ToolCall ask(
      Spec spec, EvaluationInput input, CallScope scope, CallKey key, String hash) {
    String requestId =
        Json.sha256(
            scope.journal().jobId() + "/" + key.call() + "/" + scope.rolloutId() + "/" + hash);
    Webhooks.Answer<JsonNode> answer =
        webhooks.ask(
            Calls.of(scope.journal(), key),
            new OutboundRequest(
                spec.url, body(input, scope), requestId, spec.headers, spec.secret, spec.timeout),
            json -> {
              read(json);
              return json;
            });
    return new ToolCall(
        key,
        hash,
        "evaluator",
        Webhooks.target(spec.url),
        answer.value(),
        0,
        answer.latencyMs(),
        answer.attempts(),
        answer.error());
  }

  private static byte[] body(EvaluationInput input, CallScope scope) {
    ObjectNode body = Json.object();
    body.put("jobId", scope.journal().jobId().toString());
    body.put("purpose", input.purpose());
    body.set("candidate", Json.tree(input.candidate().asMap()));
    ObjectNode example = body.putObject("example");
    example.put("id", input.example().id());
    example.put("rolloutId", input.rolloutId());
    example.put("split", input.split().wireName());
    example.set("data", input.example().data());
    body.set("output", input.output());
    body.set("trace", Json.tree(input.trace()));
    return Json.write(body).getBytes(StandardCharsets.UTF_8);
  }

  private static ScoredResult read(JsonNode json) {
    Faults faults = new Faults();
    ScoredResult result = ScoredResult.read(Fields.of(json, "", faults), true);
    faults.throwIfAny();
    return result;
  }

  /**
   * The specification.
   *
   * @param url what is posted to
   * @param timeout of each attempt
   * @param headers the user's own
   * @param secret name of the configured secret that signs, null for none
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Spec(
      String type, URI url, Duration timeout, Map<String, String> headers, @Nullable String secret)
      implements EvaluatorSpec {

    Spec {
      headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    @Override
    public boolean givesObjectives() {
      return true;
    }
  }
}
