package dev.gepaserver.system;

import dev.gepaserver.common.FoundJson;
import dev.gepaserver.common.Json;
import dev.gepaserver.journal.ModelCall;
import dev.gepaserver.journal.ToolRequest;
import dev.gepaserver.journal.ToolUse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One turn of an agent: a reply of its model, and what came of the calls it asks for. */
final class AgentTurn {

  private final ModelCall call;
  private final List<Called> called = new ArrayList<>();

  AgentTurn(ModelCall call) {
    this.call = call;
  }

  /**
   * A call of a tool.
   *
   * @param request as the model wrote it
   * @param result null where it was not called any more
   */
  record Called(ToolRequest request, @Nullable ToolResult result) {

    long length() {
      long asked = (long) request.name().length() + request.arguments().length();
      return result == null ? asked : asked + result.text().length();
    }

    /** For reflection: what the tool was given, and what the model was told of it. */
    Map<String, @Nullable Object> values() {
      Map<String, @Nullable Object> values = new LinkedHashMap<>();
      JsonNode arguments = FoundJson.whole(request.arguments());
      values.put("Arguments", arguments == null ? request.arguments() : PlainValues.of(arguments));
      values.put("Result", result == null ? "not called, since no turn was left" : result.text());
      return values;
    }
  }

  /** The reply's text, maybe empty. */
  String reply() {
    String reply = call.reply();
    return reply == null ? "" : reply;
  }

  /** Characters of the reply, of the calls made and of their results. */
  long length() {
    return reply().length() + called.stream().mapToLong(Called::length).sum();
  }

  ModelCall call() {
    return call;
  }

  /** What the reply asks for; empty where it is the answer. */
  List<ToolRequest> requests() {
    ToolUse use = call.toolUse();
    return use == null ? List.of() : use.calls();
  }

  synchronized void called(ToolRequest request, @Nullable ToolResult result) {
    called.add(new Called(request, result));
  }

  /** The same turn as far as it is now. */
  synchronized AgentTurn copy() {
    AgentTurn copy = new AgentTurn(call);
    copy.called.addAll(called);
    return copy;
  }

  synchronized List<Called> called() {
    return List.copyOf(called);
  }

  /** For reflection on the prompt: the reply, and each call with its tool's name. */
  Map<String, @Nullable Object> values() {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    if (!reply().isBlank()) {
      values.put("Reply", reply());
    }
    List<@Nullable Object> calls = new ArrayList<>();
    for (Called each : called()) {
      Map<String, @Nullable Object> told = new LinkedHashMap<>();
      told.put("Tool", each.request().name());
      told.putAll(each.values());
      calls.add(told);
    }
    if (!calls.isEmpty()) {
      values.put("Tool Calls", calls);
    }
    return values;
  }

  /** As the API shows it. */
  ObjectNode json() {
    ObjectNode json = Json.object();
    json.put("reply", call.reply()).put("finishReason", call.finishReason());
    ArrayNode calls = json.putArray("toolCalls");
    for (Called each : called()) {
      ObjectNode told = calls.addObject();
      told.put("id", each.request().id()).put("name", each.request().name());
      told.put("arguments", each.request().arguments());
      ToolResult result = each.result();
      told.put("result", result == null ? null : result.text());
      told.put("error", result == null ? "not called, since no turn was left" : result.fault());
    }
    json.set("usage", UsageTrace.of(call.usage()));
    return json;
  }

  long costNanos() {
    Long own = call.usage().costNanos();
    return (own == null ? 0 : own) + results().stream().mapToLong(ToolResult::costNanos).sum();
  }

  long latencyMs() {
    return call.latencyMs() + results().stream().mapToLong(ToolResult::latencyMs).sum();
  }

  int attempts() {
    return call.attempts() + results().stream().mapToInt(ToolResult::attempts).sum();
  }

  private List<ToolResult> results() {
    List<ToolResult> results = new ArrayList<>();
    for (Called each : called()) {
      if (each.result() != null) {
        results.add(each.result());
      }
    }
    return results;
  }
}
