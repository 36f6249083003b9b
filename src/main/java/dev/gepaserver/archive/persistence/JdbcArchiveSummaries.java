package dev.gepaserver.archive.persistence;

import dev.gepaserver.archive.ArchiveSummaries;
import dev.gepaserver.common.Cursor;
import dev.gepaserver.common.InvalidInputException;
import dev.gepaserver.common.Names;
import dev.gepaserver.common.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

@Repository
class JdbcArchiveSummaries implements ArchiveSummaries {

  /** The loss and the place of the last example seen. */
  private static final Pattern KEY = Pattern.compile("(\\d[\\dE.-]{0,30}|Infinity)_(\\d{1,9})");

  private static final String TESTED =
      """
      with tested as (
        select candidate, iteration, task, count(*) as rollouts, count(error_code) as failed,
          avg(length(output #>> '{}')) as output_characters, avg(latency_ms) as latency_ms
        from rollout where job_id = ? and stage = 'test' group by candidate, iteration, task
      )
      select t.*, j.pruned_at is null as complete, c.output_tokens, c.cost_nanos, c.unpriced
      from tested t
      join job j on j.id = ?
      cross join lateral (
        select coalesce(sum(output_tokens), 0) as output_tokens, coalesce(sum(cost_nanos), 0) as cost_nanos,
          count(*) filter (where cost_nanos is null) as unpriced
        from (
          select output_tokens, cost_nanos from model_call m
          where m.job_id = j.id and m.iteration = t.iteration and m.stage = 'test' and m.task = t.task
          union all
          select 0, cost_nanos from tool_call w
          where w.job_id = j.id and w.iteration = t.iteration and w.stage = 'test' and w.task = t.task
        ) calls
      ) c
      order by t.candidate
      """;

  private static final String WORSE =
      """
      with worse as (
        select a.example, a.score - b.score as loss, a.iteration as iteration_a, a.task as task_a, a.position as position_a,
          b.iteration as iteration_b, b.task as task_b, b.position as position_b
        from rollout a
        join rollout b on b.job_id = a.job_id and b.stage = a.stage and b.example = a.example
        where a.job_id = ? and a.stage = 'test' and a.candidate = ? and b.candidate = ? and b.score < a.score
      ), page as (
        select * from worse where loss < ? or (loss = ? and example > ?) order by loss desc, example limit ?
      )
      select p.*, coalesce(e.label, d.label) as label, left(coalesce(e.data, d.data)::text, ?) as data,
        a.score as score_a, left(a.output #>> '{}', ?) as output_a, left(a.feedback #>> '{}', ?) as feedback_a,
        b.score as score_b, left(b.output #>> '{}', ?) as output_b, left(b.feedback #>> '{}', ?) as feedback_b
      from page p
      join rollout a on a.job_id = ? and a.iteration = iteration_a and a.stage = 'test' and a.task = task_a
        and a.position = position_a
      join rollout b on b.job_id = a.job_id and b.iteration = iteration_b and b.stage = 'test' and b.task = task_b
        and b.position = position_b
      left join job_example e on e.job_id = a.job_id and e.split = 'test' and e.position = p.example
      left join job_set s on s.job_id = a.job_id and s.split = 'test'
      left join data_row d on d.collection_id = s.dataset_id and d.position = s.rows[p.example + 1]
      order by p.loss desc, p.example
      """;

  private final JdbcTemplate jdbc;

  JdbcArchiveSummaries(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Proposals proposals(UUID jobId) {
    return jdbc.query(
            """
            select count(*) filter (where i.kind = 'mutation') as mutations,
              count(*) filter (where i.kind = 'merge') as merges,
              count(*) filter (where p.status = 'accepted') as accepted,
              count(*) filter (where p.status = 'rejected') as rejected,
              count(*) filter (where p.status = 'skipped') as skipped,
              count(*) filter (where p.status = 'failed') as failed
            from proposal p join iteration i using (job_id, iteration) where p.job_id = ?
            """,
            (row, n) ->
                new Proposals(
                    row.getLong("mutations"),
                    row.getLong("merges"),
                    row.getLong("accepted"),
                    row.getLong("rejected"),
                    row.getLong("skipped"),
                    row.getLong("failed")),
            jobId)
        .getFirst();
  }

  @Override
  public List<Tested> tested(UUID jobId) {
    return jdbc.query(TESTED, (row, n) -> tested(row), jobId, jobId);
  }

  private static Tested tested(ResultSet row) throws SQLException {
    boolean complete = row.getBoolean("complete");
    boolean priced = complete && row.getLong("unpriced") == 0;
    double characters = row.getDouble("output_characters");
    boolean silent = row.wasNull();
    return new Tested(
        row.getInt("candidate"),
        row.getLong("rollouts"),
        row.getLong("failed"),
        silent ? null : characters,
        row.getDouble("latency_ms"),
        complete ? row.getLong("output_tokens") : null,
        priced ? row.getLong("cost_nanos") : null);
  }

  @Override
  public Page<WorseExample> worse(UUID jobId, int before, int after, Cursor cursor) {
    Key key = Key.of(cursor.after());
    int cut = WorseExample.EXCERPT + 1;
    List<Object> parameters =
        new ArrayList<>(
            List.of(
                jobId,
                before,
                after,
                key.loss,
                key.loss,
                key.example,
                cursor.limit() + 1,
                cut,
                cut,
                cut,
                cut,
                cut,
                jobId));
    record Row(Key key, WorseExample view) {}
    List<Row> rows =
        jdbc.query(
            WORSE,
            (row, n) -> new Row(new Key(row.getDouble("loss"), row.getInt("example")), worse(row)),
            parameters.toArray());
    return Page.of(rows, cursor.limit(), row -> row.key.text()).map(Row::view);
  }

  private static WorseExample worse(ResultSet row) throws SQLException {
    return new WorseExample(
        row.getString("label"), excerpt(row.getString("data")), shown(row, "a"), shown(row, "b"));
  }

  private static Shown shown(ResultSet row, String which) throws SQLException {
    String output = row.getString("output_" + which);
    return new Shown(
        "%d.test.%d.%d"
            .formatted(
                row.getInt("iteration_" + which),
                row.getInt("task_" + which),
                row.getInt("position_" + which)),
        row.getDouble("score_" + which),
        output == null ? null : excerpt(output),
        excerpt(row.getString("feedback_" + which)));
  }

  private static String excerpt(@Nullable String text) {
    return text == null ? "" : Names.abbreviated(text, WorseExample.EXCERPT);
  }

  /** Where a page ends. */
  private record Key(double loss, int example) {

    static Key of(@Nullable String text) {
      if (text == null) {
        return new Key(Double.POSITIVE_INFINITY, -1);
      }
      Matcher parts = KEY.matcher(text);
      try {
        if (parts.matches()) {
          return new Key(Double.parseDouble(parts.group(1)), Integer.parseInt(parts.group(2)));
        }
      } catch (NumberFormatException e) {
        // falls through to the one message
      }
      throw new InvalidInputException("cursor", "is not one that this list gave out");
    }

    String text() {
      return loss + "_" + example;
    }
  }

  @Override
  public long failedRollouts(UUID jobId) {
    Long failed =
        jdbc.queryForObject(
            "select count(*) from rollout where job_id = ? and error_code is not null",
            Long.class,
            jobId);
    return failed == null ? 0 : failed;
  }
}
