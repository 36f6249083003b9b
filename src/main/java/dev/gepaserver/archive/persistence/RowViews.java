package dev.gepaserver.archive.persistence;

import dev.gepaserver.archive.ArchiveDetails.ToolCallView;
import dev.gepaserver.archive.Views.ErrorView;
import dev.gepaserver.archive.Views.EventView;
import dev.gepaserver.archive.Views.ModelCallView;
import dev.gepaserver.archive.Views.ProposalView;
import dev.gepaserver.archive.Views.ReflectionView;
import dev.gepaserver.archive.Views.RolloutView;
import dev.gepaserver.archive.Views.UsageView;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Makes views of rows. */
final class RowViews {

  private RowViews() {}

  static RolloutView rollout(ResultSet row) throws SQLException {
    return new RolloutView(
        rolloutId(row),
        row.getInt("iteration"),
        row.getString("stage"),
        row.getInt("task"),
        row.getInt("position"),
        Rows.integer(row, "candidate"),
        row.getString("label"),
        row.getString("split"),
        row.getDouble("score"),
        Json.kept(row.getString("objectives")),
        Rows.json(row, "output"),
        Json.kept(row.getString("feedback")),
        Rows.json(row, "trace"),
        error(row),
        usage(row, row.getLong("calls")),
        row.getLong("latency_ms"),
        row.getInt("attempts"),
        row.getTimestamp("at").toInstant());
  }

  static ReflectionView reflection(ResultSet row) throws SQLException {
    JsonNode messages = Rows.json(row, "messages");
    boolean asked = messages != null;
    return new ReflectionView(
        row.getInt("iteration"),
        row.getInt("task"),
        row.getString("component"),
        row.getInt("attempt"),
        row.getString("status").equals("used") ? "used" : "unusable",
        row.getString("reason"),
        messages == null ? null : messages.get(messages.size() - 1).get("content").stringValue(),
        row.getString("reply"),
        row.getString("new_text"),
        asked ? row.getString("provider") + "/" + row.getString("model") : null,
        usage(row, asked ? 1 : 0));
  }

  static ModelCallView modelCall(ResultSet row) throws SQLException {
    JsonNode toolUse = Rows.json(row, "tool_use");
    boolean ofRollout = !row.getString("stage").equals("reflection");
    return new ModelCallView(
        row.getString("role"),
        row.getString("provider"),
        row.getString("model"),
        Json.kept(row.getString("messages")),
        row.getString("reply"),
        toolUse == null ? null : toolUse.get("calls"),
        row.getString("finish_reason"),
        row.getLong("input_tokens"),
        row.getLong("cached_tokens"),
        row.getLong("reasoning_tokens"),
        row.getLong("output_tokens"),
        Money.usd(Rows.number(row, "cost_nanos")),
        row.getLong("latency_ms"),
        row.getInt("attempts"),
        JournalRows.attemptErrors(Json.kept(row.getString("attempt_errors"))).stream()
            .map(e -> new ErrorView(e.code(), e.detail()))
            .toList(),
        error(row),
        ofRollout ? rolloutId(row) : null,
        row.getInt("iteration"),
        row.getString("call"),
        row.getTimestamp("at").toInstant());
  }

  /**
   * A proposal.
   *
   * @param labels of the set that its minibatch is of, by place
   */
  static ProposalView proposal(ResultSet row, List<String> labels) throws SQLException {
    return new ProposalView(
        row.getInt("task"),
        Rows.ints(row, "parents"),
        Rows.ints(row, "minibatch").stream().map(place -> Labels.at(labels, place)).toList(),
        Rows.names(row.getString("components")),
        row.getString("status"),
        row.getString("reason"),
        Rows.texts(row.getString("new_texts")),
        Rows.doubles(row, "scores_before"),
        Rows.doubles(row, "scores_after"),
        Rows.integer(row, "candidate"));
  }

  static ToolCallView toolCall(ResultSet row) throws SQLException {
    return new ToolCallView(
        row.getString("kind"),
        row.getString("target"),
        row.getString("call"),
        Rows.json(row, "answer"),
        Money.usd(Rows.number(row, "cost_nanos")),
        row.getLong("latency_ms"),
        row.getInt("attempts"),
        error(row),
        row.getTimestamp("at").toInstant());
  }

  static EventView event(ResultSet row) throws SQLException {
    return new EventView(
        row.getLong("seq"),
        row.getString("type"),
        row.getTimestamp("at").toInstant(),
        row.getInt("iteration"),
        Json.kept(row.getString("data")));
  }

  /** The id of the rollout that a row belongs to. */
  static String rolloutId(ResultSet row) throws SQLException {
    return "%d.%s.%d.%d"
        .formatted(
            row.getInt("iteration"),
            row.getString("stage"),
            row.getInt("task"),
            row.getInt("position"));
  }

  private static UsageView usage(ResultSet row, long calls) throws SQLException {
    return new UsageView(
        calls,
        row.getLong("input_tokens"),
        row.getLong("cached_tokens"),
        row.getLong("reasoning_tokens"),
        row.getLong("output_tokens"),
        Money.usd(Rows.number(row, "cost_nanos")));
  }

  private static @Nullable ErrorView error(ResultSet row) throws SQLException {
    String code = row.getString("error_code");
    return code == null ? null : new ErrorView(code, row.getString("error_detail"));
  }
}
