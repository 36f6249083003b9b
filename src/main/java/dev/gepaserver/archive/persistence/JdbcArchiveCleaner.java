package dev.gepaserver.archive.persistence;

import dev.gepaserver.archive.ArchiveCleaner;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

@Repository
class JdbcArchiveCleaner implements ArchiveCleaner {

  /** Names the lock; any number that nobody else takes. */
  private static final long LOCK = 0x67657061_636c6561L;

  /** Every table that has a job's rows without a foreign key to it. */
  private static final List<String> BULK =
      List.of(
          "model_call",
          "tool_call",
          "rollout",
          "reflection",
          "proposal",
          "iteration",
          "candidate",
          "front_change",
          "merge_attempt",
          "sampler_order",
          "checkpoint",
          "event",
          "event_head");

  /** What no run reads again, also of a job that is gone on with where it failed. */
  private static final String DONE =
      "job_id = ? and (? or (stage <> 'test'"
          + " and iteration <= (select iteration from checkpoint c where c.job_id = ?)))";

  private static final String CLEAR_CALLS =
      """
      with gone as (delete from %s where %s returning stage, cost_nanos),
      tests as (
        select coalesce(sum(cost_nanos), 0) as nanos, count(*) filter (where cost_nanos is null) as unpriced
        from gone where stage = 'test' having count(*) > 0
      ), kept as (
        update job_progress set cleared_test_nanos = cleared_test_nanos + nanos,
          cleared_test_unpriced = cleared_test_unpriced + unpriced
        from tests where job_id = ?
      )
      select count(*) from gone\
      """;

  private final JdbcTemplate jdbc;

  JdbcArchiveCleaner(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public boolean alone() {
    return Boolean.TRUE.equals(
        jdbc.queryForObject("select pg_try_advisory_xact_lock(?)", Boolean.class, LOCK));
  }

  @Override
  public void noteDeleted(UUID jobId, Instant at) {
    jdbc.update("insert into deleted_job (job_id, at) values (?, ?)", jobId, Timestamp.from(at));
  }

  @Override
  public boolean clearDeleted(int atMost) {
    List<UUID> noted =
        jdbc.query(
            "select job_id from deleted_job order by at limit 1",
            (row, i) -> row.getObject("job_id", UUID.class));
    if (noted.isEmpty()) {
      return false;
    }
    UUID jobId = noted.getFirst();
    int left = atMost;
    for (String table : BULK) {
      left -=
          jdbc.update("delete from " + table + " where " + some(table, "job_id = ?"), jobId, left);
      if (left == 0) {
        return true;
      }
    }
    jdbc.update("delete from deleted_job where job_id = ?", jobId);
    return true;
  }

  @Override
  public boolean prune(UUID jobId, boolean failed, int atMost) {
    int left = atMost;
    for (String table : List.of("model_call", "tool_call")) {
      left -= clearCalls(table, jobId, failed, left);
    }
    left -=
        jdbc.update(
            "update rollout set trace = null where "
                + some("rollout", DONE + " and trace is not null"),
            jobId,
            !failed,
            jobId,
            left);
    return left == 0;
  }

  private int clearCalls(String table, UUID jobId, boolean failed, int atMost) {
    Integer cleared =
        jdbc.queryForObject(
            CLEAR_CALLS.formatted(table, some(table, DONE)),
            Integer.class,
            jobId,
            !failed,
            jobId,
            atMost,
            jobId);
    return cleared == null ? 0 : cleared;
  }

  /** Of the rows that meet a condition so many as the last parameter says. */
  private static String some(String table, String condition) {
    return "ctid = any (array(select ctid from " + table + " where " + condition + " limit ?))";
  }
}
