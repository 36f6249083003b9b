package dev.gepaserver.archive.persistence;

import dev.gepaserver.archive.Extent;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** Counts a job's rows. */
final class Extents {

  private static final String COUNTS =
      """
      with j as (select ?::uuid as id)
      select (select max(iteration) from iteration, j where job_id = j.id) as iteration,
        (select count(*) from candidate, j where job_id = j.id) as candidates,
        (select count(*) from iteration, j where job_id = j.id and iteration > 0) as iterations,
        (select count(*) from rollout, j where job_id = j.id) as rollouts,
        (select count(*) from reflection, j where job_id = j.id) as reflections,
        (select count(*) from model_call, j where job_id = j.id) as model_calls,
        (select count(*) from event, j where job_id = j.id) as events,
        (select coalesce(max(seq), 0) from rollout, j where job_id = j.id) as last_rollout,
        (select coalesce(max(seq), 0) from reflection, j where job_id = j.id) as last_reflection,
        (select coalesce(max(seq), 0) from model_call, j where job_id = j.id) as last_model_call\
      """;

  // Numbers are given once: as many up to the last as there were are those that there were.
  private static final String STILL_THERE =
      """
      with j as (select ?::uuid as id)
      select exists (select from job, j where job.id = j.id)
        and (select count(*) from candidate, j where job_id = j.id) >= ?
        and (select count(*) from iteration, j where job_id = j.id and iteration > 0) >= ?
        and (select count(*) from event, j where job_id = j.id) >= ?
        and (select count(*) from rollout, j where job_id = j.id and seq <= ?) = ?
        and (select count(*) from reflection, j where job_id = j.id and seq <= ?) = ?
        and (select count(*) from model_call, j where job_id = j.id and seq <= ?) = ?\
      """;

  private Extents() {}

  static Extent of(JdbcTemplate jdbc, UUID jobId) {
    return Objects.requireNonNull(
        jdbc.queryForObject(
            COUNTS,
            (row, i) ->
                new Extent(
                    Rows.integer(row, "iteration"),
                    row.getLong("candidates"),
                    row.getLong("iterations"),
                    row.getLong("rollouts"),
                    row.getLong("reflections"),
                    row.getLong("model_calls"),
                    row.getLong("events"),
                    row.getLong("last_rollout"),
                    row.getLong("last_reflection"),
                    row.getLong("last_model_call")),
            jobId));
  }

  static boolean isThere(JdbcTemplate jdbc, UUID jobId, Extent extent) {
    return Boolean.TRUE.equals(
        jdbc.queryForObject(
            STILL_THERE,
            Boolean.class,
            jobId,
            extent.candidates(),
            extent.iterations(),
            extent.events(),
            extent.lastRollout(),
            extent.rollouts(),
            extent.lastReflection(),
            extent.reflections(),
            extent.lastModelCall(),
            extent.modelCalls()));
  }
}
