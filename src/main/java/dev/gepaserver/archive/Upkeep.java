package dev.gepaserver.archive;

import dev.gepaserver.job.EndedJobs;
import dev.gepaserver.job.JobDeleted;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Clears away what is no longer kept: at the start, now and then, and when a job is deleted here.
 * Part by part, each in a transaction of its own, so that nobody waits long for it and whatever
 * ends it loses nothing; of all nodes one at a time.
 */
@Component
class Upkeep implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final int PHASE = 200;
  private static final Duration BUSY_ELSEWHERE = Duration.ofSeconds(10);
  private static final int ROWS_AT_ONCE = 5_000;
  private static final int JOBS_AT_ONCE = 20;
  private static final Duration PATIENCE_AT_STOP = Duration.ofSeconds(5);

  private final RetentionSettings retention;
  private final EndedJobs ended;
  private final ArchiveCleaner cleaner;
  private final TransactionTemplate transaction;
  private final InstantSource time;
  private final Semaphore wake = new Semaphore(0);
  private volatile boolean running;
  // Used by the one thread only.
  private boolean busyElsewhere;
  private @Nullable Thread thread;

  Upkeep(
      RetentionSettings retention,
      EndedJobs ended,
      ArchiveCleaner cleaner,
      PlatformTransactionManager transactions,
      InstantSource time) {
    this.retention = retention;
    this.ended = ended;
    this.cleaner = cleaner;
    this.transaction = new TransactionTemplate(transactions);
    this.time = time;
  }

  @TransactionalEventListener
  void deleted(JobDeleted job) {
    wake.release();
  }

  private void loop() {
    try {
      while (running) {
        busyElsewhere = false;
        clear();
        Duration wait = retention.every();
        if (busyElsewhere && BUSY_ELSEWHERE.compareTo(wait) < 0) {
          wait = BUSY_ELSEWHERE;
        }
        wake.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS);
        wake.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void clear() {
    Duration jobs = retention.jobs();
    Duration calls = retention.calls();
    partByPart(() -> cleaner.clearDeleted(ROWS_AT_ONCE));
    if (jobs != null) {
      partByPart(() -> ended.delete(time.instant().minus(jobs), JOBS_AT_ONCE));
      partByPart(() -> cleaner.clearDeleted(ROWS_AT_ONCE));
    }
    if (calls != null) {
      partByPart(() -> prune(calls));
    }
  }

  private boolean prune(Duration after) {
    return ended
        .nextToPrune(time.instant().minus(after))
        .map(job -> {
          if (!cleaner.prune(job.id(), job.failed(), ROWS_AT_ONCE)) {
            ended.pruned(job.id());
          }
          return true;
        })
        .orElse(false);
  }

  private void partByPart(BooleanSupplier part) {
    try {
      boolean more = true;
      while (running && more) {
        more = Boolean.TRUE.equals(transaction.execute(status -> alone() && part.getAsBoolean()));
      }
    } catch (RuntimeException e) {
      LOG.warn("What is no longer kept could not be cleared away, trying again later", e);
    }
  }

  private boolean alone() {
    boolean alone = cleaner.alone();
    busyElsewhere |= !alone;
    return alone;
  }

  @Override
  public void start() {
    running = true;
    thread = Thread.ofVirtual().name("upkeep").start(this::loop);
  }

  @Override
  public void stop() {
    running = false;
    wake.release();
    Thread upkeep = thread;
    if (upkeep != null) {
      try {
        upkeep.join(PATIENCE_AT_STOP);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
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
}
