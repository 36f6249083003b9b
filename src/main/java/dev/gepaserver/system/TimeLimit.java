package dev.gepaserver.system;

import dev.gepaserver.common.JobLog;
import dev.gepaserver.journal.CallError;
import dev.gepaserver.journal.CallJournal;
import dev.gepaserver.journal.RunStoppedException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Bounds the time that work for a rollout may take; waiting does not count. Work that is late is
 * left alone: what it has on the wire may come in and is journaled, since it is paid for, but it
 * can begin nothing new, and ends at the latest when this is closed. Safe for use by many threads.
 */
final class TimeLimit implements AutoCloseable {

  private static final Duration LONGEST_NAP = Duration.ofSeconds(1);

  private final Duration timeout;
  private final LongSupplier nanoTime;
  private final Set<Thread> working = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Bounds by elapsed time, which unlike the time of day never jumps. */
  TimeLimit(Duration timeout) {
    this(timeout, System::nanoTime);
  }

  TimeLimit(Duration timeout, LongSupplier nanoTime) {
    this.timeout = timeout;
    this.nanoTime = nanoTime;
  }

  /** The longest time that work may take. */
  Duration timeout() {
    return timeout;
  }

  /**
   * Works on a thread of its own.
   *
   * @param work is given the journal to use
   * @param late makes the result where the work takes too long
   */
  <T> T within(CallJournal journal, Function<CallJournal, T> work, Function<CallError, T> late) {
    TimedJournal timed = new TimedJournal(journal, nanoTime);
    FutureTask<T> task = new FutureTask<>(() -> work.apply(timed));
    Thread worker = start(task);
    try {
      return await(task, timed, late);
    } catch (InterruptedException e) {
      worker.interrupt();
      Thread.currentThread().interrupt();
      throw new RunStoppedException("interrupted in a rollout");
    }
  }

  private Thread start(FutureTask<?> task) {
    Thread worker =
        Thread.ofVirtual()
            .name("rollout")
            .unstarted(
                JobLog.handedOn(() -> {
                  try {
                    task.run();
                  } finally {
                    working.remove(Thread.currentThread());
                  }
                }));
    working.add(worker);
    worker.start();
    if (closed) {
      worker.interrupt();
    }
    return worker;
  }

  private <T> T await(FutureTask<T> task, TimedJournal journal, Function<CallError, T> late)
      throws InterruptedException {
    while (true) {
      Duration left = timeout.minus(journal.counted());
      if (!left.isPositive() && !task.isDone() && journal.abandonAfter(timeout)) {
        return late.apply(error());
      }
      // Short naps, since waiting moves the end away while this thread sleeps.
      Duration nap = left.compareTo(LONGEST_NAP) < 0 ? left : LONGEST_NAP;
      try {
        return task.get(Math.max(1, nap.toNanos()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        continue;
      } catch (ExecutionException e) {
        throw Failures.unchecked(e);
      }
    }
  }

  private CallError error() {
    return new CallError(
        "timeout", "the rollout took longer than %s (execution.rolloutTimeout)".formatted(timeout));
  }

  @Override
  public void close() {
    closed = true;
    List<Thread> open = List.copyOf(working);
    open.forEach(Thread::interrupt);
    try {
      for (Thread worker : open) {
        worker.join(LONGEST_NAP.dividedBy(open.size()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
