package dev.gepaserver.run;

import dev.gepaserver.common.JobLog;
import dev.gepaserver.job.JobProgress;
import dev.gepaserver.job.JobRuns;
import dev.gepaserver.job.JobWish;
import dev.gepaserver.job.PauseReason;
import dev.gepaserver.job.Requested;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Does what users wish of running jobs that were left by their worker and wait for another: where
 * every node is busy, nobody else would for long.
 */
@Component
class LeftJobs {

  private static final Logger LOG = LoggerFactory.getLogger(LeftJobs.class);

  private final JdbcTemplate jdbc;
  private final Leases leases;
  private final JobRuns jobs;
  private final JobProgress progress;
  private final TransactionTemplate transaction;

  LeftJobs(
      JdbcTemplate jdbc,
      Leases leases,
      JobRuns jobs,
      JobProgress progress,
      PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.leases = leases;
    this.jobs = jobs;
    this.progress = progress;
    this.transaction = new TransactionTemplate(transactions);
    // A wish is heard when its own transaction is over, but not yet put away.
    this.transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
  }

  @TransactionalEventListener
  void wished(JobWish wish) {
    settle(wish.jobId());
  }

  /** Ends or pauses the job where that is wished and nobody works on it. */
  void settle(UUID jobId) {
    try (JobLog.Mark _ = JobLog.of(jobId)) {
      settleIfPossible(jobId);
    }
  }

  private void settleIfPossible(UUID jobId) {
    try {
      transaction.executeWithoutResult(_ -> settleLocked(jobId));
    } catch (RuntimeException e) {
      // The wish is kept, and whoever takes the job up sees it.
      LOG.warn("What is wished of job {} could not be done yet: {}", jobId, e.getMessage());
    }
  }

  private void settleLocked(UUID jobId) {
    if (!leases.lock(jobId) || !waits(jobId)) {
      return;
    }
    Requested wish = jobs.requested(List.of(jobId)).get(jobId);
    if (wish == null) {
      return;
    }
    boolean settled =
        switch (wish) {
          case PAUSE -> jobs.paused(jobId, PauseReason.REQUESTED);
          case CANCEL -> jobs.cancelled(jobId);
        };
    if (settled) {
      progress.runDied(jobId);
      // A worker that was only stopped must not go on, nor count against the job.
      leases.revoke(jobId);
    }
  }

  /**
   * Whether its execution waits to be picked. Who picks it right after this must claim the lease,
   * which is locked, and then finds nothing to be run.
   */
  private boolean waits(UUID jobId) {
    return !jdbc.queryForList(
            """
            select 1 from job j join scheduled_tasks s on s.task_instance = j.id || '/' || j.execution
            where j.id = ? and s.task_name = ? and not s.picked\
            """,
            jobId,
            RunConfiguration.TASK)
        .isEmpty();
  }
}
