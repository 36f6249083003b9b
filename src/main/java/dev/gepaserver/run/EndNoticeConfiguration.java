package dev.gepaserver.run;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.gepaserver.common.JobLog;
import dev.gepaserver.job.EndNotice;
import dev.gepaserver.job.EndNotices;
import dev.gepaserver.job.NoticeScheduler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Notices of ended jobs as background tasks: the task's row is the outbox, it stands until the
 * receiver has taken the notice.
 */
@Configuration(proxyBeanMethods = false)
class EndNoticeConfiguration {

  private static final Logger LOG = LoggerFactory.getLogger(EndNoticeConfiguration.class);
  private static final TaskDescriptor<EndNotice> NOTIFY_END =
      TaskDescriptor.of("notify-end", EndNotice.class);
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final int MOST_DOUBLINGS = 10;
  private static final Duration GIVEN_UP_AFTER = Duration.ofHours(24);

  @Bean
  NoticeScheduler noticeScheduler(ObjectProvider<BackgroundTasks> tasks, InstantSource time) {
    return notice ->
        tasks
            .getObject()
            .client()
            .schedule(
                NOTIFY_END.instance(notice.id().toString()).data(notice).build(), time.instant());
  }

  @Bean
  BackgroundTask notifyEnd(ObjectProvider<EndNotices> notices, InstantSource time) {
    return new BackgroundTask(
        Tasks.custom(NOTIFY_END)
            .onDeadExecutionRevive()
            .onFailure((complete, operations) -> tryLater(complete, operations, time.instant()))
            .execute((instance, context) -> {
              try (JobLog.Mark _ = JobLog.of(instance.getData().jobId())) {
                notices.getObject().deliver(instance.getData());
              }
              return new CompletionHandler.OnCompleteRemove<>();
            }));
  }

  private static void tryLater(
      ExecutionComplete complete, ExecutionOperations<EndNotice> operations, Instant now) {
    EndNotice notice = (EndNotice) complete.getExecution().taskInstance.getData();
    int failures = complete.getExecution().consecutiveFailures + 1;
    String cause = complete.getCause().map(Throwable::getMessage).orElse("");
    Instant next = now.plus(FIRST_WAIT.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS)));
    try (JobLog.Mark _ = JobLog.of(notice.jobId())) {
      if (next.isBefore(notice.since().plus(GIVEN_UP_AFTER))) {
        LOG.info("The end of job {} could not be told yet: {}", notice.jobId(), cause);
        operations.reschedule(complete, next);
      } else {
        LOG.warn(
            "The end of job {} could not be told in {} attempts: {}",
            notice.jobId(),
            failures,
            cause);
        operations.remove();
      }
    }
  }
}
