package dev.gepaserver.run;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.SystemClock;
import com.github.kagkarlsson.scheduler.boot.autoconfigure.Jackson3Serializer;
import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerConfigurationSupport;
import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerCustomizer;
import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerProperties;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.serializer.Serializer;
import com.github.kagkarlsson.scheduler.stats.StatsRegistry;
import dev.gepaserver.common.Json;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.beans.BeanUtils;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * What is to be done beside the jobs, on any node: a second db-scheduler with a table of its own.
 * In the jobs' own queue it would wait for jobs that run for hours, or take the place of one.
 *
 * <p>Every {@link BackgroundTask} is known to it. Tasks tell of their failures by themselves; their
 * data is kept as JSON.
 */
@Component
class BackgroundTasks implements SmartLifecycle {

  private static final String TABLE = "background_task";
  private static final int PHASE = 200;
  private static final int THREADS = 16;
  private static final Duration LAST_ORDERS = Duration.ofSeconds(5);

  private final Scheduler scheduler;
  private volatile boolean running;

  BackgroundTasks(List<BackgroundTask> tasks, DbSchedulerProperties jobs, DataSource dataSource) {
    DbSchedulerProperties settings = new DbSchedulerProperties();
    BeanUtils.copyProperties(jobs, settings);
    settings.setTableName(TABLE);
    settings.setThreads(THREADS);
    settings.setShutdownMaxWait(LAST_ORDERS);
    settings.setFailureLoggerLevel(LogLevel.OFF);
    this.scheduler =
        DbSchedulerConfigurationSupport.buildScheduler(
            settings,
            new Customizer(),
            StatsRegistry.NOOP,
            new SystemClock(),
            dataSource,
            List.copyOf(tasks.stream().map(BackgroundTask::task).toList()),
            List.of(),
            List.of());
  }

  /** Schedules; joins the transaction that is open. */
  SchedulerClient client() {
    return scheduler;
  }

  @Override
  public void start() {
    scheduler.start();
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    scheduler.stop();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Stops after the runs, which hand their jobs back first. */
  @Override
  public int getPhase() {
    return PHASE;
  }

  private static final class Customizer implements DbSchedulerCustomizer {

    @Override
    public Optional<SchedulerName> schedulerName() {
      return Optional.of(new SchedulerName.Fixed(NodeName.own()));
    }

    @Override
    public Optional<Serializer> serializer() {
      return Optional.of(new Jackson3Serializer(Json.MAPPER));
    }
  }
}
