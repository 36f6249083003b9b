package dev.gepaserver.journal;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * So many at once. Where more wait, they take turns by job: a job that asks for much waits for
 * itself, and one that asks for little does not wait behind it. Thread-safe.
 */
public final class FairPermits {

  // The job whose turn is next stands first.
  private final Map<UUID, Queue<CompletableFuture<Void>>> waiting = new LinkedHashMap<>();
  private int free;

  /**
   * Makes some.
   *
   * @param permits how many at once, at least 0
   */
  public FairPermits(int permits) {
    this.free = permits;
  }

  /**
   * Waits for a permit.
   *
   * @throws InterruptedException where the thread is interrupted; it then has none
   */
  public void acquire(UUID jobId) throws InterruptedException {
    CompletableFuture<Void> granted = request(jobId);
    try {
      granted.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("permits are granted or not", e);
    } catch (InterruptedException e) {
      if (!withdraw(jobId, granted)) {
        release();
      }
      throw e;
    }
  }

  /** Gives one back. */
  public void release() {
    CompletableFuture<Void> next = next();
    if (next != null) {
      next.complete(null);
    }
  }

  /** How many are free. */
  public synchronized int available() {
    return free;
  }

  private synchronized CompletableFuture<Void> request(UUID jobId) {
    if (free > 0) {
      free--;
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> granted = new CompletableFuture<>();
    waiting.computeIfAbsent(jobId, _ -> new ArrayDeque<>()).add(granted);
    return granted;
  }

  /** Takes back a request; false where it has been granted. */
  private synchronized boolean withdraw(UUID jobId, CompletableFuture<Void> request) {
    Queue<CompletableFuture<Void>> ofJob = waiting.get(jobId);
    if (ofJob == null || !ofJob.remove(request)) {
      return false;
    }
    if (ofJob.isEmpty()) {
      waiting.remove(jobId);
    }
    return true;
  }

  /** The one whose turn it is; null where nobody waits, and the permit is free. */
  private synchronized @Nullable CompletableFuture<Void> next() {
    Map.Entry<UUID, Queue<CompletableFuture<Void>>> turn =
        waiting.isEmpty() ? null : waiting.entrySet().iterator().next();
    if (turn == null) {
      free++;
      return null;
    }
    Queue<CompletableFuture<Void>> ofJob = turn.getValue();
    waiting.remove(turn.getKey());
    CompletableFuture<Void> next = ofJob.remove();
    if (!ofJob.isEmpty()) {
      waiting.put(turn.getKey(), ofJob);
    }
    return next;
  }
}
