package dev.gepaserver.run;

import dev.gepaserver.common.JobLog;
import dev.gepaserver.journal.RunStoppedException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Stops one run of a job: from the first wish to halt no new call starts; calls on the wire may
 * finish within a grace, then they are interrupted. Safe for use by many threads.
 */
final class RunControl implements AutoCloseable {

  /** Why a run halts; the first one counts, but that a cancel goes before a pause. */
  enum Halt {
    /** The user cancels the job. */
    CANCEL(Duration.ofSeconds(5)),
    /** The user pauses the job. */
    PAUSE(Duration.ofSeconds(30)),
    /** The node goes down and hands the job back. */
    SHUTDOWN(Duration.ofSeconds(5)),
    /** One call failed in a way that ends the run; the others need not be waited for long. */
    FAILURE(Duration.ofSeconds(5)),
    /** Somebody stays away for too long, and the job will be paused. */
    OUTAGE(Duration.ofSeconds(30)),
    /** Another run has the lease. */
    FENCED(Duration.ZERO);

    private final Duration grace;

    Halt(Duration grace) {
      this.grace = grace;
    }
  }

  private final ExecutorService threads;
  private final AtomicReference<@Nullable Halt> halt = new AtomicReference<>();
  private final Queue<Runnable> atEnd = new ConcurrentLinkedQueue<>();
  private final Queue<Thread> reapers = new ConcurrentLinkedQueue<>();

  /** Makes one whose calls run on virtual threads named after the job. */
  RunControl(String jobId) {
    this.threads =
        Executors.newThreadPerTaskExecutor(
            JobLog.handedOn(Thread.ofVirtual().name("job-" + jobId + "-", 0).factory()));
  }

  /** Where the run's calls are made. */
  ExecutorService threads() {
    return threads;
  }

  /** Leaves something to be done when the run has ended. */
  void atEnd(Runnable what) {
    atEnd.add(what);
  }

  /** Wishes the run to halt. */
  void halt(Halt why) {
    Halt before =
        halt.getAndUpdate(
            now -> now == null || (now == Halt.PAUSE && why == Halt.CANCEL) ? why : now);
    // Who cannot wait as long as the one before does not.
    if (before == null || why.grace.compareTo(before.grace) < 0) {
      reapers.add(
          Thread.ofVirtual().name("halt").start(JobLog.handedOn(() -> interruptAfter(why.grace))));
    }
  }

  /** Why the run halts, null while it goes on. */
  @Nullable Halt halted() {
    return halt.get();
  }

  /**
   * To be asked before anything new begins.
   *
   * @throws RunStoppedException where the run halts
   */
  void goOn() {
    Halt why = halt.get();
    if (why != null) {
      throw new RunStoppedException("the run halts: " + why);
    }
  }

  private void interruptAfter(Duration grace) {
    try {
      Thread.sleep(grace);
      threads.shutdownNow();
    } catch (InterruptedException e) {
      // the run has ended by itself
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    for (Runnable last = atEnd.poll(); last != null; last = atEnd.poll()) {
      last.run();
    }
    reapers.forEach(Thread::interrupt);
  }
}
