package dev.gepaserver.system;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Json;
import dev.gepaserver.journal.CallError;
import dev.gepaserver.journal.ModelCall;
import dev.gepaserver.journal.ToolCall;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one step of a rollout was given, did and cost, as far as there is room for it. Thread-safe.
 */
final class StepTrace {

  private final ObjectNode json;
  private final String id;
  private final Room room;
  private @Nullable JsonNode output;
  private @Nullable String reply;
  private @Nullable String remark;
  private @Nullable CallError error;
  private long costNanos;
  private long latencyMs;
  private int attempts;

  StepTrace(PipelineStep step, Room room) {
    this(step.id(), room, Json.object());
    json.put("id", step.id()).put("type", step.type());
    json.putNull("input");
    json.putNull("output");
    json.putNull("error");
  }

  private StepTrace(String id, Room room, ObjectNode json) {
    this.id = id;
    this.room = room;
    this.json = json;
  }

  /**
   * What was done up to now, whatever is noted here from now on.
   *
   * @param late why a step fails that is being taken
   */
  synchronized StepTrace late(CallError late) {
    StepTrace copy = new StepTrace(id, room, Json.object().setAll(json));
    copy.output = output;
    copy.reply = reply;
    copy.remark = remark;
    copy.error = error;
    copy.costNanos = costNanos;
    copy.latencyMs = latencyMs;
    copy.attempts = attempts;
    if (output == null && error == null) {
      copy.failed(late.code(), late.detail());
    }
    return copy;
  }

  synchronized void input(JsonNode input) {
    room.take(input);
    json.set("input", input);
  }

  synchronized void output(JsonNode value) {
    room.take(value);
    output = value;
    json.set("output", value);
  }

  /** What a model replied, and at what price. */
  synchronized void called(ModelCall call, String text) {
    Long cost = call.usage().costNanos();
    costNanos += cost == null ? 0 : cost;
    latencyMs += call.latencyMs();
    attempts += call.attempts();
    room.take(text);
    reply = text;
    json.put("reply", text).put("finishReason", call.finishReason());
    json.set("usage", UsageTrace.of(call.usage()));
  }

  /** What a tool answered is the output; here is what it took. */
  synchronized void called(ToolCall call) {
    costNanos += call.costNanos();
    latencyMs += call.latencyMs();
    attempts += call.attempts();
  }

  synchronized void failed(CallFailedException.Faulty failure) {
    if (attempts == 0) {
      latencyMs += failure.latencyMs();
      attempts += failure.attempts();
    }
    failed(failure.code(), Outcomes.detail(failure));
  }

  private void failed(String code, String detail) {
    error = new CallError(code, "step " + id + ": " + detail);
    json.putObject("error").put("code", code).put("detail", detail);
  }

  /** What reflection is told of a reply that was taken though it is no whole one. */
  synchronized void remark(@Nullable String told) {
    remark = told;
  }

  /** As the API shows it. */
  synchronized ObjectNode json() {
    return json;
  }

  /** Null where the step failed. */
  synchronized @Nullable JsonNode output() {
    return output;
  }

  /** What a model replied, in whatever format; null where it did not, or none was asked. */
  synchronized @Nullable String reply() {
    return reply;
  }

  /** Null where the reply is a whole one, or was not taken. */
  synchronized @Nullable String remark() {
    return remark;
  }

  /** Null where the step succeeded. */
  synchronized @Nullable CallError error() {
    return error;
  }

  synchronized long costNanos() {
    return costNanos;
  }

  synchronized long latencyMs() {
    return latencyMs;
  }

  synchronized int attempts() {
    return attempts;
  }
}
