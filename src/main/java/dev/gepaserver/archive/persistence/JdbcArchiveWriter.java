package dev.gepaserver.archive.persistence;

import dev.gepaserver.archive.ArchiveWriter;
import dev.gepaserver.archive.CallRow;
import dev.gepaserver.archive.EventFeed;
import dev.gepaserver.archive.IterationRows;
import dev.gepaserver.archive.RolloutRow;
import dev.gepaserver.common.Json;
import dev.gepaserver.engine.model.ReflectionOutcome;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

@Repository
class JdbcArchiveWriter implements ArchiveWriter {

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
    BulkTables.MODEL_CALL.insert(jdbc, ofModels);
    BulkTables.TOOL_CALL.insert(jdbc, ofTools);
  }

  @Override
  public void insertRollouts(List<RolloutRow> rollouts) {
    BulkTables.ROLLOUT.insert(jdbc, rollouts);
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
}
