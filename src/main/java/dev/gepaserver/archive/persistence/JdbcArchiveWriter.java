package dev.gepaserver.archive.persistence;

import dev.gepaserver.archive.ArchiveWriter;
import dev.gepaserver.archive.CallRow;
import dev.gepaserver.archive.EventFeed;
import dev.gepaserver.archive.IterationRows;
import dev.gepaserver.archive.RolloutRow;
import dev.gepaserver.common.Json;
import dev.gepaserver.engine.model.ReflectionOutcome;
import dev.gepaserver.journal.CallError;
import dev.gepaserver.journal.CallKey;
import dev.gepaserver.journal.ModelCall;
import dev.gepaserver.journal.ToolCall;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

@Repository
class JdbcArchiveWriter implements ArchiveWriter {

  private static final String INSERT_MODEL_CALL =
      "insert into model_call (job_id, iteration, stage, task, position, call, seq, hash, role, provider, model,"
          + " messages, reply, finish_reason, input_tokens, cached_tokens, reasoning_tokens, output_tokens, cost_nanos,"
          + " latency_ms, attempts, attempt_errors, error_code, error_detail, at)"
          + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::json, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::json, ?, ?, ?)";

  private static final String INSERT_TOOL_CALL =
      "insert into tool_call (job_id, iteration, stage, task, position, call, seq, hash, kind, target, answer,"
          + " cost_nanos, latency_ms, attempts, error_code, error_detail, at)"
          + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::json, ?, ?, ?, ?, ?, ?)";

  private static final String INSERT_ROLLOUT =
      "insert into rollout (job_id, iteration, stage, task, position, seq, hash, candidate, example, split, score,"
          + " objectives, output, feedback, records, trace, error_code, error_detail, latency_ms, attempts, at)"
          + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::json, ?::json, ?::json, ?::json, ?::json, ?, ?, ?, ?, ?)";

  private final JdbcTemplate jdbc;
  private final InstantSource time;
  private final EventFeed feed;
  private final IterationInserts iterations;

  JdbcArchiveWriter(JdbcTemplate jdbc, InstantSource time, EventFeed feed) {
    this.jdbc = jdbc;
    this.time = time;
    this.feed = feed;
    this.iterations = new IterationInserts(jdbc, time);
  }

  @Override
  public void insertCalls(List<CallRow> calls) {
    List<CallRow.OfModel> ofModels = new ArrayList<>();
    List<CallRow.OfTool> ofTools = new ArrayList<>();
    for (CallRow row : calls) {
      switch (row) {
        case CallRow.OfModel ofModel -> ofModels.add(ofModel);
        case CallRow.OfTool ofTool -> ofTools.add(ofTool);
      }
    }
    batch(INSERT_MODEL_CALL, ofModels, JdbcArchiveWriter::bindModelCall);
    batch(INSERT_TOOL_CALL, ofTools, JdbcArchiveWriter::bindToolCall);
  }

  @Override
  public void insertRollouts(List<RolloutRow> rollouts) {
    batch(INSERT_ROLLOUT, rollouts, JdbcArchiveWriter::bindRollout);
  }

  @Override
  public void insertIteration(UUID jobId, IterationRows rows, long firstSeq) {
    iterations.insert(jobId, rows, firstSeq);
  }

  @Override
  public void insertReflections(
      UUID jobId, int iteration, List<ReflectionOutcome> reflections, long firstSeq) {
    iterations.insertReflections(jobId, iteration, reflections, firstSeq);
  }

  @Override
  public void appendEvents(UUID jobId, List<NewEvent> events) {
    if (events.isEmpty()) {
      return;
    }
    Long last =
        jdbc.queryForObject(
            "insert into event_head (job_id, last_seq) values (?, ?)"
                + " on conflict (job_id) do update set last_seq = event_head.last_seq + excluded.last_seq returning last_seq",
            Long.class,
            jobId,
            events.size());
    long first = (last == null ? 0 : last) - events.size() + 1;
    Timestamp now = Timestamp.from(time.instant());
    List<Object[]> rows = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      NewEvent event = events.get(i);
      rows.add(
          new Object[] {
            jobId, first + i, event.type(), now, event.iteration(), jobId, Json.write(event.data())
          });
    }
    jdbc.batchUpdate(
        "insert into event (job_id, seq, type, at, iteration, data) values (?, ?, ?, ?,"
            + " coalesce(?, (select iteration from job_progress where job_id = ?), 0), ?::json)",
        rows);
    feed.appended(jobId, first + events.size() - 1);
  }

  private <T> void batch(String sql, List<T> rows, Binder<T> binder) {
    if (!rows.isEmpty()) {
      jdbc.batchUpdate(
          sql, rows, rows.size(), (statement, row) -> binder.bind(new Bind(statement), row));
    }
  }

  private static void bindModelCall(Bind bind, CallRow.OfModel row) throws SQLException {
    ModelCall call = row.call();
    bind.key(row.jobId(), row.key(), true);
    bind.next(row.seq())
        .next(call.hash())
        .next(call.role().wireName())
        .next(call.provider())
        .next(call.model());
    bind.next(row.messages()).next(call.reply()).next(call.finishReason());
    bind.next(call.usage().inputTokens()).next(call.usage().cachedTokens());
    bind.next(call.usage().reasoningTokens()).next(call.usage().outputTokens());
    bind.next(call.usage().costNanos()).next(call.latencyMs()).next(call.attempts());
    bind.next(row.attemptErrors()).error(call.error()).next(Timestamp.from(row.at()));
  }

  private static void bindToolCall(Bind bind, CallRow.OfTool row) throws SQLException {
    ToolCall call = row.call();
    bind.key(row.jobId(), row.key(), true);
    bind.next(row.seq()).next(call.hash()).next(call.kind()).next(call.target()).next(row.answer());
    bind.next(call.costNanos()).next(call.latencyMs()).next(call.attempts());
    bind.error(call.error()).next(Timestamp.from(row.at()));
  }

  private static void bindRollout(Bind bind, RolloutRow row) throws SQLException {
    bind.key(row.jobId(), row.key(), false);
    bind.next(row.seq())
        .next(row.hash())
        .next(row.candidate())
        .next(row.example())
        .next(row.split());
    bind.next(row.score()).next(row.objectives()).next(row.output()).next(row.feedback());
    bind.next(row.records()).next(row.trace()).error(row.error());
    bind.next(row.latencyMs()).next(row.attempts()).next(Timestamp.from(row.at()));
  }

  @FunctionalInterface
  private interface Binder<T> {
    void bind(Bind bind, T row) throws SQLException;
  }

  /** Binds parameters one after another. */
  private static final class Bind {

    private final PreparedStatement statement;
    private int index;

    Bind(PreparedStatement statement) {
      this.statement = statement;
    }

    Bind next(@Nullable Object value) throws SQLException {
      index++;
      switch (value) {
        case null -> statement.setNull(index, Types.NULL);
        case String text -> statement.setString(index, text);
        case Long number -> statement.setLong(index, number);
        case Integer number -> statement.setInt(index, number);
        case Double number -> statement.setDouble(index, number);
        case Timestamp timestamp -> statement.setTimestamp(index, timestamp);
        default -> statement.setObject(index, value);
      }
      return this;
    }

    Bind key(UUID jobId, CallKey key, boolean withCall) throws SQLException {
      next(jobId).next(key.iteration()).next(key.stage()).next(key.task()).next(key.position());
      return withCall ? next(key.call()) : this;
    }

    Bind error(@Nullable CallError error) throws SQLException {
      return next(error == null ? null : error.code()).next(error == null ? null : error.detail());
    }
  }
}
