package dev.gepaserver.system;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Json;
import dev.gepaserver.journal.CallError;
import dev.gepaserver.journal.ModelCall;
import dev.gepaserver.journal.ToolCall;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What one step of a rollout was given, did and cost. Not thread-safe. */
final class StepTrace {

  private final ObjectNode json = Json.object();
  private final String id;
  private @Nullable JsonNode output;
  private @Nullable String reply;
  private @Nullable CallError error;
  private long costNanos;
  private long latencyMs;
  private int attempts;

  StepTrace(PipelineStep step) {
    id = step.id();
    json.put("id", step.id()).put("type", step.type());
    json.putNull("input");
    json.putNull("output");
    json.putNull("error");
  }

  void input(JsonNode input) {
    json.set("input", input);
  }

  void output(JsonNode value) {
    output = value;
    json.set("output", value);
  }

  /** What a model replied, and at what price. */
  void called(ModelCall call, String text) {
    reply = text;
    json.put("reply", text).put("finishReason", call.finishReason());
    json.set("usage", UsageTrace.of(call.usage()));
    Long cost = call.usage().costNanos();
    costNanos += cost == null ? 0 : cost;
    latencyMs += call.latencyMs();
    attempts += call.attempts();
  }

  /** What a tool answered is the output; here is what it took. */
  void called(ToolCall call) {
    costNanos += call.costNanos();
    latencyMs += call.latencyMs();
    attempts += call.attempts();
  }

  void failed(CallFailedException.Faulty failure) {
    if (attempts == 0) {
      latencyMs += failure.latencyMs();
      attempts += failure.attempts();
    }
    error = new CallError(failure.code(), "step " + id + ": " + Outcomes.detail(failure));
    json.putObject("error").put("code", failure.code()).put("detail", Outcomes.detail(failure));
  }

  /** As the API shows it. */
  ObjectNode json() {
    return json;
  }

  /** Null where the step failed. */
  @Nullable JsonNode output() {
    return output;
  }

  /** What a model replied, in whatever format; null where it did not, or none was asked. */
  @Nullable String reply() {
    return reply;
  }

  /** Null where the step succeeded. */
  @Nullable CallError error() {
    return error;
  }

  long costNanos() {
    return costNanos;
  }

  long latencyMs() {
    return latencyMs;
  }

  int attempts() {
    return attempts;
  }
}
