package dev.gepaserver.archive.persistence;

import dev.gepaserver.archive.OpenWork;
import dev.gepaserver.journal.CallKey;
import dev.gepaserver.journal.ModelCall;
import dev.gepaserver.journal.ToolCall;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;

/**
 * Reads what a job had done of its open iteration. A table that has just been filled has no
 * statistics yet, and a join of two such may be planned to read one of them once for each row of
 * the other; so no statement here leaves the planner such a choice.
 */
final class OpenWorkQueries {

  private static final String OPEN =
      "job_id = ? and (iteration = ? or (iteration = any (?) and stage = 'test'))";

  private final JdbcTemplate jdbc;

  OpenWorkQueries(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  int iteration(UUID jobId) {
    return jdbc
        .query(
            "select iteration + 1 from checkpoint where job_id = ?",
            (row, i) -> row.getInt(1),
            jobId)
        .stream()
        .findFirst()
        .orElse(0);
  }

  OpenWork work(UUID jobId, int openIteration) {
    // The held-out test is numbered by the last finished iteration, which no other open work is; a
    // job that was extended had others before.
    Map<Integer, OpenWork.TestPlace> tests = testPlaces(jobId);
    Integer[] tested = tested(openIteration, tests);
    Map<CallKey, OpenWork.SavedRollout> rollouts = new HashMap<>();
    Object[] open = {jobId, openIteration, tested};
    jdbc.query(
        "select iteration, stage, task, position, hash, score, objectives, records, error_code from rollout where "
            + OPEN,
        row -> {
          rollouts.put(JournalRows.key(row, ""), JournalRows.rollout(row));
        },
        open);
    Map<CallKey, ModelCall> modelCalls = new HashMap<>();
    readCalls(
        "model_call",
        open,
        row -> {
          ModelCall call = JournalRows.modelCall(row);
          modelCalls.put(call.key(), call);
        });
    Map<CallKey, ToolCall> toolCalls = new HashMap<>();
    readCalls(
        "tool_call",
        open,
        row -> {
          ToolCall call = JournalRows.toolCall(row);
          toolCalls.put(call.key(), call);
        });
    return new OpenWork(modelCalls, toolCalls, rollouts, tests, lastSeq(jobId));
  }

  /**
   * Calls of a finished rollout, and those that were forgotten, are asked for by nobody.
   *
   * <p>A set operation, and then one look-up for each rollout that is left: {@code offset 0} keeps
   * the planner from joining in any other way, which without statistics may be each with each.
   */
  private void readCalls(String table, Object[] open, RowCallbackHandler reader) {
    jdbc.query(
        """
        with unfinished as (
          select iteration, stage, task, position from %1$s where %2$s
          except
          select iteration, stage, task, position from rollout where %2$s)
        select c.* from unfinished u cross join lateral (
          select * from %1$s where job_id = ? and iteration = u.iteration and stage = u.stage
            and task = u.task and position = u.position offset 0) c
        where c.call !~ '~[0-9]+$'
        """
            .formatted(table, OPEN),
        reader,
        Stream.of(open, open, new Object[] {open[0]}).flatMap(Arrays::stream).toArray());
  }

  /** The iterations after which held-out tests were made, and the last one, after which one may. */
  static Integer[] tested(int openIteration, Map<Integer, OpenWork.TestPlace> tests) {
    return Stream.concat(
            Stream.of(openIteration - 1),
            tests.values().stream().map(OpenWork.TestPlace::iteration))
        .distinct()
        .toArray(Integer[]::new);
  }

  /** A candidate that stands at several ends was tested at the first. */
  Map<Integer, OpenWork.TestPlace> testPlaces(UUID jobId) {
    Map<Integer, OpenWork.TestPlace> places = new HashMap<>();
    jdbc.query(
        "select distinct candidate, iteration, task from rollout where job_id = ? and stage = 'test'"
            + " order by iteration",
        row -> {
          places.putIfAbsent(
              row.getInt("candidate"),
              new OpenWork.TestPlace(row.getInt("iteration"), row.getInt("task")));
        },
        jobId);
    return places;
  }

  private long lastSeq(UUID jobId) {
    Long last =
        jdbc.queryForObject(
            """
            select greatest(
              (select max(taken_back) from event_head where job_id = j.id),
              (select max(seq) from model_call where job_id = j.id),
              (select max(seq) from tool_call where job_id = j.id),
              (select max(seq) from rollout where job_id = j.id),
              (select max(seq) from reflection where job_id = j.id),
              (select max(seq) from front_change where job_id = j.id),
              (select max(seq) from merge_attempt where job_id = j.id))
            from (select ?::uuid as id) j
            """,
            Long.class,
            jobId);
    return last == null ? 0 : last;
  }
}
