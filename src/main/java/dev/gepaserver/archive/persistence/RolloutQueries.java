package dev.gepaserver.archive.persistence;

import dev.gepaserver.archive.ArchiveReader.RolloutFilter;
import dev.gepaserver.archive.Views.RolloutView;
import dev.gepaserver.common.Cursor;
import dev.gepaserver.common.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Rollouts with what their calls used; one query, whatever the page's length. */
final class RolloutQueries {

  private static final Pattern ROLLOUT_ID =
      Pattern.compile("(\\d{1,9})\\.([a-z]+)\\.(\\d{1,9})\\.(\\d{1,9})");

  private static final String ROLLOUTS =
      """
      select r.*, coalesce(e.label, d.label) as label, u.calls, u.input_tokens, u.cached_tokens, u.reasoning_tokens, u.output_tokens, u.cost_nanos
      from rollout r
      left join job_example e on e.job_id = r.job_id and e.split = r.split and e.position = r.example
      left join job_set s on s.job_id = r.job_id and s.split = r.split
      left join data_row d on d.collection_id = s.dataset_id and d.position = s.rows[r.example + 1]
      cross join lateral (
        select count(*) as calls, coalesce(sum(input_tokens), 0) as input_tokens,
               coalesce(sum(cached_tokens), 0) as cached_tokens, coalesce(sum(reasoning_tokens), 0) as reasoning_tokens,
               coalesce(sum(output_tokens), 0) as output_tokens,
               case when bool_or(cost_nanos is null) then null else coalesce(sum(cost_nanos), 0) end as cost_nanos
        from (
          select input_tokens, cached_tokens, reasoning_tokens, output_tokens, cost_nanos from model_call m
          where m.job_id = r.job_id and m.iteration = r.iteration and m.stage = r.stage and m.task = r.task
            and m.position = r.position
          union all
          select 0, 0, 0, 0, cost_nanos from tool_call t
          where t.job_id = r.job_id and t.iteration = r.iteration and t.stage = r.stage and t.task = r.task
            and t.position = r.position
        ) c
      ) u
      where r.job_id = ?\
      """;

  /** By the example's place, which has an index. */
  private static final String OF_EXAMPLE =
      """
       and (r.split, r.example) in (
        select split, position from job_example where job_id = ? and label = ?
        union all
        select s.split, array_position(s.rows, d.position) - 1
        from job_set s join data_row d on d.collection_id = s.dataset_id where s.job_id = ? and d.label = ?
      )\
      """;

  private final JdbcTemplate jdbc;

  RolloutQueries(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Rollouts that pass the filter, in the order written. */
  Page<RolloutView> page(UUID jobId, RolloutFilter filter, Cursor cursor) {
    StringBuilder sql = new StringBuilder(ROLLOUTS).append(" and r.seq > ?");
    List<Object> parameters = new ArrayList<>(List.of(jobId, cursor.afterNumber()));
    add(sql, parameters, " and r.iteration = ?", filter.iteration());
    add(sql, parameters, " and r.candidate = ?", filter.candidate());
    if (filter.example() != null) {
      sql.append(OF_EXAMPLE);
      parameters.addAll(List.of(jobId, filter.example(), jobId, filter.example()));
    }
    add(sql, parameters, " and r.stage = ?", filter.stage());
    sql.append(" order by r.seq limit ?");
    parameters.add(cursor.limit() + 1);
    record Row(long seq, RolloutView view) {}
    List<Row> rows =
        jdbc.query(
            sql.toString(),
            (row, i) -> new Row(row.getLong("seq"), RowViews.rollout(row)),
            parameters.toArray());
    return Page.of(rows, cursor.limit(), row -> Long.toString(row.seq)).map(Row::view);
  }

  private static void add(
      StringBuilder sql, List<Object> parameters, String condition, @Nullable Object value) {
    if (value != null) {
      sql.append(condition);
      parameters.add(value);
    }
  }

  /** One rollout by the id its view shows. */
  Optional<RolloutView> one(UUID jobId, String rolloutId) {
    Matcher id = ROLLOUT_ID.matcher(rolloutId);
    if (!id.matches()) {
      return Optional.empty();
    }
    return jdbc
        .query(
            ROLLOUTS + " and r.iteration = ? and r.stage = ? and r.task = ? and r.position = ?",
            (row, i) -> RowViews.rollout(row),
            jobId,
            Integer.parseInt(id.group(1)),
            id.group(2),
            Integer.parseInt(id.group(3)),
            Integer.parseInt(id.group(4)))
        .stream()
        .findFirst();
  }
}
