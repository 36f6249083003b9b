package dev.gepaserver.archive.persistence;

import dev.gepaserver.archive.Views.ReflectionView;
import dev.gepaserver.common.Cursor;
import dev.gepaserver.common.Page;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** Attempts of reflections with the call that each of them was. */
final class ReflectionQueries {

  private static final String REFLECTIONS =
      """
      select r.*, m.messages, m.reply, m.provider, m.model, m.input_tokens, m.cached_tokens, m.reasoning_tokens,
             m.output_tokens, m.cost_nanos
      from reflection r
      left join model_call m on m.job_id = r.job_id and m.iteration = r.iteration and m.stage = 'reflection'
        and m.task = r.task and m.position = r.position and m.call = 'try-' || r.attempt
      where r.job_id = ?\
      """;

  private final JdbcTemplate jdbc;

  ReflectionQueries(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** A page of all attempts, in the order written. */
  Page<ReflectionView> page(UUID jobId, Cursor cursor) {
    record Row(long seq, ReflectionView view) {}
    List<Row> rows =
        jdbc.query(
            REFLECTIONS + " and r.seq > ? order by r.seq limit ?",
            (row, i) -> new Row(row.getLong("seq"), RowViews.reflection(row)),
            jobId,
            cursor.afterNumber(),
            cursor.limit() + 1);
    return Page.of(rows, cursor.limit(), row -> Long.toString(row.seq)).map(Row::view);
  }

  /** The attempts of one task, in the order written. */
  List<ReflectionView> of(UUID jobId, int iteration, int task) {
    return jdbc.query(
        REFLECTIONS + " and r.iteration = ? and r.task = ? order by r.seq",
        (row, i) -> RowViews.reflection(row),
        jobId,
        iteration,
        task);
  }
}
