package dev.gepaserver.run;

import com.github.kagkarlsson.scheduler.Scheduler;
import dev.gepaserver.job.JobRuns;
import dev.gepaserver.job.JobWish;
import dev.gepaserver.job.Requested;
import dev.gepaserver.run.RunControl.Halt;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * The runs of this node: brings them the wishes of users (pause, cancel), and halts them when the
 * node goes down, so that their jobs are handed back at once.
 */
@Component
class NodeRuns implements SmartLifecycle {

  // Halts before the web server waits for its last requests, so that nothing is bought meanwhile.
  private static final int PHASE = Integer.MAX_VALUE - 100;

  private static final Logger LOG = LoggerFactory.getLogger(NodeRuns.class);
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration LAST_ORDERS = Duration.ofSeconds(15);

  private final JobRuns jobs;
  private final ObjectProvider<Scheduler> scheduler;
  private final Map<UUID, RunControl> runs = new ConcurrentHashMap<>();
  private volatile boolean accepting = true;
  private volatile boolean watching;
  private final Semaphore told = new Semaphore(0);

  NodeRuns(JobRuns jobs, ObjectProvider<Scheduler> scheduler) {
    this.jobs = jobs;
    this.scheduler = scheduler;
  }

  /** Whether a new run may begin; false once the node goes down. */
  boolean accepts() {
    return accepting;
  }

  /** A run begins. */
  void began(UUID jobId, RunControl control) {
    runs.put(jobId, control);
    if (!accepting) {
      control.halt(Halt.SHUTDOWN);
    }
  }

  /** A run has ended. */
  void ended(UUID jobId, RunControl control) {
    runs.remove(jobId, control);
  }

  /** Looks at once where a wish was made on this node, and now and then for those of others. */
  @TransactionalEventListener
  void wished(JobWish wish) {
    if (runs(wish.jobId())) {
      told.release();
    }
  }

  private void watch() {
    try {
      while (watching) {
        var _ = told.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        told.drainPermits();
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether a run of this job is at work here. */
  boolean runs(UUID jobId) {
    return runs.containsKey(jobId);
  }

  /** Brings the runs of this node what users wish of their jobs. */
  void look() {
    // Those of now, so that no wish reaches a run that began after it was done.
    Map<UUID, RunControl> before = Map.copyOf(runs);
    if (before.isEmpty()) {
      return;
    }
    try {
      Map<UUID, Requested> wishes = jobs.requested(before.keySet());
      wishes.forEach((jobId, wish) -> {
        RunControl control = before.get(jobId);
        if (control != null) {
          control.halt(
              switch (wish) {
                case PAUSE -> Halt.PAUSE;
                case CANCEL -> Halt.CANCEL;
              });
        }
      });
    } catch (RuntimeException e) {
      LOG.warn("The wishes of users could not be read, trying again: {}", e.getMessage());
    }
  }

  @Override
  public void start() {
    accepting = true;
    watching = true;
    Thread.ofVirtual().name("wishes").start(this::watch);
  }

  @Override
  public void stop() {
    accepting = false;
    // What is handed back keeps its place at the queue's head, and must not be picked here again.
    scheduler.ifAvailable(Scheduler::pause);
    watching = false;
    told.release();
    runs.values().forEach(control -> control.halt(Halt.SHUTDOWN));
    long end = System.nanoTime() + LAST_ORDERS.toNanos();
    while (!runs.isEmpty() && System.nanoTime() < end) {
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  @Override
  public boolean isRunning() {
    return watching;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
