package dev.gepaserver.archive.persistence;

import dev.gepaserver.archive.OpenWork;
import dev.gepaserver.common.Json;
import dev.gepaserver.engine.model.ReflectionRecord;
import dev.gepaserver.journal.CallError;
import dev.gepaserver.journal.CallKey;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.journal.ModelCall;
import dev.gepaserver.journal.Role;
import dev.gepaserver.journal.ToolCall;
import dev.gepaserver.journal.ToolRequest;
import dev.gepaserver.journal.ToolUse;
import dev.gepaserver.journal.Usage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads what a run left behind back into the records it was made of. */
final class JournalRows {

  private JournalRows() {}

  static OpenWork.SavedRollout rollout(ResultSet row) throws SQLException {
    Map<String, ReflectionRecord> records = new LinkedHashMap<>();
    Rows.object(row, "records")
        .properties()
        .forEach(e -> records.put(e.getKey(), new ReflectionRecord(plainMap(e.getValue()))));
    return new OpenWork.SavedRollout(
        row.getString("hash"),
        row.getDouble("score"),
        Rows.scores(Rows.object(row, "objectives")),
        records,
        row.getString("error_code") != null);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> plainMap(JsonNode json) {
    return Json.MAPPER.treeToValue(json, LinkedHashMap.class);
  }

  static ModelCall modelCall(ResultSet row) throws SQLException {
    List<ChatMessage> messages = new ArrayList<>();
    Json.kept(row.getString("messages")).forEach(message -> messages.add(message(message)));
    return new ModelCall(
        key(row, row.getString("call")),
        row.getString("hash"),
        Role.valueOf(row.getString("role").toUpperCase(Locale.ROOT)),
        row.getString("provider"),
        row.getString("model"),
        messages,
        row.getString("reply"),
        toolUse(Rows.json(row, "tool_use")),
        row.getString("finish_reason"),
        new Usage(
            row.getLong("input_tokens"),
            row.getLong("cached_tokens"),
            row.getLong("reasoning_tokens"),
            row.getLong("output_tokens"),
            Rows.number(row, "cost_nanos")),
        row.getLong("latency_ms"),
        row.getInt("attempts"),
        attemptErrors(Json.kept(row.getString("attempt_errors"))),
        error(row));
  }

  private static ChatMessage message(JsonNode json) {
    return new ChatMessage(
        json.get("role").stringValue(),
        json.get("content").stringValue(),
        toolUse(json.get("toolUse")),
        text(json.get("toolCallId")),
        text(json.get("toolName")));
  }

  private static @Nullable String text(@Nullable JsonNode json) {
    return json == null ? null : json.stringValue();
  }

  private static @Nullable ToolUse toolUse(@Nullable JsonNode json) {
    if (json == null) {
      return null;
    }
    List<ToolRequest> calls = new ArrayList<>();
    json.get("calls")
        .forEach(call ->
            calls.add(
                new ToolRequest(
                    call.get("id").stringValue(),
                    call.get("name").stringValue(),
                    call.get("arguments").stringValue())));
    return new ToolUse(calls, json.get("state"));
  }

  /** Why attempts failed; older rows hold the words alone. */
  static List<CallError> attemptErrors(JsonNode json) {
    List<CallError> errors = new ArrayList<>();
    json.forEach(error ->
        errors.add(
            error.isString()
                ? new CallError(CallError.UNKNOWN, error.stringValue())
                : new CallError(
                    error.get("code").stringValue(), error.get("detail").stringValue())));
    return errors;
  }

  static ToolCall toolCall(ResultSet row) throws SQLException {
    return new ToolCall(
        key(row, row.getString("call")),
        row.getString("hash"),
        row.getString("kind"),
        row.getString("target"),
        Rows.json(row, "answer"),
        row.getLong("cost_nanos"),
        row.getLong("latency_ms"),
        row.getInt("attempts"),
        error(row));
  }

  static CallKey key(ResultSet row, String call) throws SQLException {
    return new CallKey(
        row.getInt("iteration"),
        row.getString("stage"),
        row.getInt("task"),
        row.getInt("position"),
        call);
  }

  private static @Nullable CallError error(ResultSet row) throws SQLException {
    String code = row.getString("error_code");
    return code == null ? null : new CallError(code, row.getString("error_detail"));
  }
}
