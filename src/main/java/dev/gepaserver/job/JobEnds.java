package dev.gepaserver.job;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Tells those who wait for it, and those whom it names, that a job has ended. Ends on other nodes
 * are found by looking now and then.
 */
@Component
public class JobEnds {

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final Map<UUID, Set<CountDownLatch>> waiting = new ConcurrentHashMap<>();
  private final EndNotices notices;

  JobEnds(EndNotices notices) {
    this.notices = notices;
  }

  /**
   * Tells that a job has ended: those who wait after the commit of the transaction that is open, at
   * once where none is; those whom the job names by a notice scheduled in that transaction.
   */
  public void ended(UUID jobId) {
    notices.ended(jobId);
    wakeAfterCommit(jobId);
  }

  /** Tells those who wait, in the same way, that there is no such job any more. */
  public void gone(UUID jobId) {
    wakeAfterCommit(jobId);
  }

  private void wakeAfterCommit(UUID jobId) {
    if (!TransactionSynchronizationManager.isSynchronizationActive()) {
      wake(jobId);
      return;
    }
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            wake(jobId);
          }
        });
  }

  /**
   * Waits until a job has ended or the time is over; never inside a transaction. An interrupt ends
   * the wait and stays set.
   *
   * @param ended looks whether it has
   */
  public void await(UUID jobId, Duration atMost, BooleanSupplier ended) {
    long deadline = System.nanoTime() + atMost.toNanos();
    CountDownLatch told = new CountDownLatch(1);
    waiting.compute(
        jobId,
        (id, latches) -> {
          Set<CountDownLatch> all = latches == null ? ConcurrentHashMap.newKeySet() : latches;
          all.add(told);
          return all;
        });
    try {
      // Looked at after the registration: an end in between is seen here, or told.
      while (!ended.getAsBoolean()) {
        long left = Math.min(deadline - System.nanoTime(), LOOK_EVERY.toNanos());
        if (left <= 0 || told.await(left, TimeUnit.NANOSECONDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      waiting.computeIfPresent(
          jobId,
          (id, latches) -> {
            latches.remove(told);
            return latches.isEmpty() ? null : latches;
          });
    }
  }

  /** Answers all who wait, since the service goes down and would otherwise wait for them. */
  @EventListener(ContextClosedEvent.class)
  void goingDown() {
    waiting.values().forEach(latches -> latches.forEach(CountDownLatch::countDown));
  }

  private void wake(UUID jobId) {
    waiting.getOrDefault(jobId, Set.of()).forEach(CountDownLatch::countDown);
  }
}
