package dev.gepaserver.run;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerCustomizer;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.gepaserver.common.JobLog;
import dev.gepaserver.job.JobRuns;
import dev.gepaserver.job.JobScheduler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Jobs on db-scheduler: its table is the queue, its heartbeats tell a dead node, and a dead node's
 * jobs are revived by another.
 */
@Configuration(proxyBeanMethods = false)
class RunConfiguration {

  private static final Logger LOG = LoggerFactory.getLogger(RunConfiguration.class);

  /** The name of every execution's task. */
  static final String TASK = "run-job";

  private static final TaskDescriptor<Void> RUN_JOB = TaskDescriptor.of(TASK);
  private static final Duration RETRY = Duration.ofSeconds(5);
  // Not at once, so that a run that cannot go on here does not spin.
  private static final Duration HAND_BACK = Duration.ofMillis(200);
  private static final int MOST_PATIENT = 12;

  @Bean
  InstantSource instantSource() {
    return InstantSource.system();
  }

  @Bean
  CustomTask<Void> runJob(
      ObjectProvider<JobExecution> execution,
      ObjectProvider<NodeRuns> node,
      ObjectProvider<JobRuns> jobs,
      ObjectProvider<Leases> leases,
      ObjectProvider<LeftJobs> left,
      ObjectProvider<Scheduler> scheduler,
      InstantSource time) {
    return Tasks.custom(RUN_JOB)
        .onDeadExecution((complete, operations) -> {
          UUID jobId = ExecutionId.parse(complete.getExecution().taskInstance.getId()).jobId();
          // Where the run is at work here, the database was away, not this node: its next heartbeat
          // shows that it lives.
          if (!node.getObject().runs(jobId)) {
            inItsPlace(complete, operations);
            left.getObject().settle(jobId);
            // Who has waited for the missed beats need not wait for the next poll too.
            scheduler.getObject().triggerCheckForDueExecutions();
          }
        })
        .onFailure((complete, operations) -> {
          ExecutionId id = ExecutionId.parse(complete.getExecution().taskInstance.getId());
          if (!jobs.getObject().exists(id.jobId())) {
            // Deleted while it was taken up.
            operations.remove();
            return;
          }
          int failures = complete.getExecution().consecutiveFailures + 1;
          try (JobLog.Mark _ = JobLog.of(id.jobId())) {
            LOG.error(
                "Job {} could not be run, {} times in a row",
                id.jobId(),
                failures,
                complete.getCause().orElse(null));
          }
          leases.getObject().trouble(id.jobId(), String.valueOf(complete.getCause().orElse(null)));
          Duration wait = RETRY.multipliedBy(Math.min(failures, MOST_PATIENT));
          operations.reschedule(complete, time.instant().plus(wait));
        })
        .execute((instance, context) -> {
          if (!node.getObject().accepts()) {
            return RunConfiguration::inItsPlace;
          }
          return switch (execution.getObject().run(ExecutionId.parse(instance.getId()))) {
            case SETTLED -> new CompletionHandler.OnCompleteRemove<>();
            case HANDED_BACK ->
                node.getObject().accepts() ? after(time, HAND_BACK) : RunConfiguration::inItsPlace;
          };
        });
  }

  /** Who has had its turn before goes on before those who wait for theirs. */
  private static void inItsPlace(ExecutionComplete complete, ExecutionOperations<Void> operations) {
    operations.reschedule(complete, complete.getExecution().executionTime);
  }

  private static CompletionHandler<Void> after(InstantSource time, Duration wait) {
    return (complete, operations) -> operations.reschedule(complete, time.instant().plus(wait));
  }

  @Bean
  JobScheduler jobScheduler(ObjectProvider<Scheduler> scheduler, InstantSource time) {
    return (jobId, number) -> {
      Instant now = time.instant();
      String name = new ExecutionId(jobId, number).name();
      scheduler.getObject().scheduleIfNotExists(RUN_JOB.instance(name).scheduledTo(now));
      afterCommit(() -> scheduler.getObject().triggerCheckForDueExecutions());
    };
  }

  /** Before its commit nobody sees the execution, and it would wait for the next poll. */
  private static void afterCommit(Runnable what) {
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            what.run();
          }
        });
  }

  @Bean
  DbSchedulerCustomizer schedulerCustomizer() {
    return new DbSchedulerCustomizer() {
      @Override
      public Optional<SchedulerName> schedulerName() {
        return Optional.of(new SchedulerName.Fixed(NodeName.own()));
      }

      @Override
      public Optional<ExecutorService> executorService() {
        return Optional.of(
            Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("job-runner-", 0).factory()));
      }
    };
  }
}
