package dev.gepaserver.journal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait, taking turns by job: a job that asks for much waits for itself, and one that asks
 * for little does not wait behind it. Not thread-safe.
 *
 * @param <T> what waits; told apart by identity
 */
public final class Turns<T> {

  // The job whose turn is next stands first.
  private final Map<UUID, Queue<T>> waiting = new LinkedHashMap<>();

  /** One more waits, behind those of its job. */
  public void add(UUID jobId, T one) {
    waiting.computeIfAbsent(jobId, _ -> new ArrayDeque<>()).add(one);
  }

  /** Whose turn it is; null where nobody waits. */
  public @Nullable T next() {
    return waiting.isEmpty() ? null : waiting.values().iterator().next().peek();
  }

  /**
   * Takes the one whose turn it is; its job is now the last one.
   *
   * @throws NoSuchElementException where nobody waits
   */
  public T take() {
    Map.Entry<UUID, Queue<T>> turn = waiting.entrySet().iterator().next();
    UUID jobId = turn.getKey();
    Queue<T> ofJob = turn.getValue();
    waiting.remove(jobId);
    T next = ofJob.remove();
    if (!ofJob.isEmpty()) {
      waiting.put(jobId, ofJob);
    }
    return next;
  }

  /** One waits no longer. */
  public void remove(UUID jobId, T one) {
    Queue<T> ofJob = waiting.get(jobId);
    if (ofJob != null && ofJob.remove(one) && ofJob.isEmpty()) {
      waiting.remove(jobId);
    }
  }

  /** All that wait. */
  public List<T> all() {
    List<T> all = new ArrayList<>();
    waiting.values().forEach(all::addAll);
    return all;
  }
}
