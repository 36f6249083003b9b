package dev.gepaserver.run;

import dev.gepaserver.common.Storable;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The table of leases. */
@Repository
class Leases {

  private final JdbcTemplate jdbc;
  private final InstantSource time;
  private final TransactionTemplate transaction;

  Leases(JdbcTemplate jdbc, InstantSource time, PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.time = time;
    this.transaction = new TransactionTemplate(transactions);
  }

  /**
   * A claim of a job.
   *
   * @param takes how often in a row it was claimed with no answer recorded since the claim before,
   *     this one included, at least 1; a run that gave it back in good order begins anew
   * @param trouble why a run of it could not go on last, null where nobody could tell
   */
  record Claim(Lease lease, int takes, @Nullable String trouble) {}

  /**
   * Claims a job where it is still to be run by whoever asks; a late execution must not take the
   * job from the one that is meant.
   *
   * @param due tells whether it is, and keeps it so until the transaction ends, in which it is
   *     asked
   */
  Optional<Claim> claim(UUID jobId, String node, BooleanSupplier due) {
    return transaction.execute(status -> {
      Optional<Claim> claim = claim(jobId, node);
      if (claim.isEmpty()) {
        // Submitted by a node of a version that made leases with the first claim.
        jdbc.update(
            "insert into job_lease (job_id) select id from job where id = ? on conflict do nothing",
            jobId);
        claim = claim(jobId, node);
      }
      if (due.getAsBoolean()) {
        return claim;
      }
      status.setRollbackOnly();
      return Optional.empty();
    });
  }

  /**
   * Claims a job; from now on every earlier run's writes are dropped. Waits for a write that is
   * under way.
   *
   * @return empty where there is no such job
   */
  Optional<Claim> claim(UUID jobId, String node) {
    return jdbc
        .query(
            """
            update job_lease l set epoch = epoch + 1, node = ?, taken_at = ?, answers = p.answers,
              takes = case when in_good_order or l.answers <> p.answers then 1 else takes + 1 end, in_good_order = false
            from (
              select task_calls + reflection_calls + judge_calls + webhook_calls + rollouts as answers
              from job_progress where job_id = ?) p
            where job_id = ? returning epoch, takes, trouble
            """,
            (row, i) ->
                new Claim(
                    new Lease(jobId, row.getLong("epoch")),
                    row.getInt("takes"),
                    row.getString("trouble")),
            node,
            Timestamp.from(time.instant()),
            jobId,
            jobId)
        .stream()
        .findFirst();
  }

  /**
   * Ends every run's right to write for a job until it is claimed again, in good order. Joins the
   * caller's transaction.
   */
  void revoke(UUID jobId) {
    jdbc.update(
        "update job_lease set epoch = epoch + 1, in_good_order = true, trouble = null where job_id"
            + " = ?",
        jobId);
  }

  /**
   * Keeps everybody else from claiming the job, or writing for it, until the caller's transaction
   * ends.
   *
   * @return false where there is no such job
   */
  boolean lock(UUID jobId) {
    return !jdbc.queryForList("select 1 from job_lease where job_id = ? for update", jobId)
        .isEmpty();
  }

  /** Keeps why a run could not go on, for the one who claims the job next. */
  void trouble(UUID jobId, String what) {
    jdbc.update("update job_lease set trouble = ? where job_id = ?", Storable.text(what), jobId);
  }
}
