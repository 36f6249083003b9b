package dev.gepaserver.job.persistence;

import dev.gepaserver.job.EndedJobs;
import dev.gepaserver.job.JobStatus;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Finds and deletes jobs that ended some time ago. Joins its caller's transaction. */
@Repository
public class EndedJobStore {

  private static final String[] ENDED =
      Stream.of(JobStatus.values())
          .filter(JobStatus::ended)
          .map(JobStatus::name)
          .toArray(String[]::new);

  private final JdbcClient jdbc;

  EndedJobStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Deletes at most so many jobs that ended before a time, and gives their ids. Each lease is
   * locked before its job, as everywhere; a job that somebody steers just now is left for later.
   */
  public List<UUID> delete(Instant before, int atMost) {
    return jdbc.sql(
            """
            DELETE FROM job WHERE status = ANY (?) AND finished_at < ? AND id = ANY (ARRAY(
              SELECT l.job_id FROM job_lease l WHERE l.job_id IN (
                SELECT id FROM job WHERE status = ANY (?) AND finished_at < ? ORDER BY finished_at LIMIT ?)
              ORDER BY l.job_id FOR UPDATE SKIP LOCKED))
            RETURNING id
            """)
        .params(ENDED, Timestamp.from(before), ENDED, Timestamp.from(before), atMost)
        .query((row, n) -> row.getObject("id", UUID.class))
        .list();
  }

  /** Locks the first job that ended before a time and was not pruned since. */
  public Optional<EndedJobs.Prunable> nextToPrune(Instant before) {
    return jdbc.sql(
            """
            SELECT id, status FROM job
            WHERE status = ANY (?) AND finished_at < ? AND (pruned_at IS NULL OR pruned_at < finished_at)
            ORDER BY finished_at LIMIT 1 FOR UPDATE SKIP LOCKED
            """)
        .params(ENDED, Timestamp.from(before))
        .query((row, n) ->
            new EndedJobs.Prunable(
                row.getObject("id", UUID.class),
                JobStatus.valueOf(row.getString("status")) == JobStatus.FAILED))
        .optional();
  }

  /** Notes when a job was pruned. */
  public void pruned(UUID id, Instant at) {
    jdbc.sql("UPDATE job SET pruned_at = ? WHERE id = ?").params(Timestamp.from(at), id).update();
  }
}
