package dev.gepaserver.journal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait, taking turns by job: next is the one whose job was given least, so that a job
 * that asks for much waits for itself, and one that asks for little does not wait behind it. A job
 * that did not wait has not saved up for later (start-time fair queueing). Not thread-safe.
 *
 * @param <T> what waits; told apart by identity
 */
public final class Turns<T> {

  // Of jobs that were given the same, the one whose last turn was earlier stands first.
  private final Map<UUID, Queue<T>> waiting = new LinkedHashMap<>();
  private final Map<UUID, Long> given = new HashMap<>();
  private long least;

  /** One more waits, behind those of its job. */
  public void add(UUID jobId, T one) {
    waiting.computeIfAbsent(jobId, _ -> new ArrayDeque<>()).add(one);
  }

  /** Whose turn it is; null where nobody waits. */
  public @Nullable T next() {
    return waiting.entrySet().stream()
        .min(Comparator.comparingLong(turn -> given(turn.getKey())))
        .map(turn -> turn.getValue().element())
        .orElse(null);
  }

  /** The first one of each job, in the order of their turns. */
  public List<T> heads() {
    return waiting.entrySet().stream()
        .sorted(Comparator.comparingLong(turn -> given(turn.getKey())))
        .map(turn -> turn.getValue().element())
        .toList();
  }

  /**
   * Takes the first one of a job, mostly the one whose turn it is.
   *
   * @param size how much its job is given by that, at least 0
   * @throws NoSuchElementException where it is not the first one of its job
   */
  public void take(UUID jobId, T one, long size) {
    Queue<T> ofJob = waiting.get(jobId);
    if (ofJob == null || ofJob.element() != one) {
      throw new NoSuchElementException("not the first one of its job");
    }
    least = waiting.keySet().stream().mapToLong(this::given).min().orElse(least);
    long before = given(jobId);
    waiting.remove(jobId);
    ofJob.remove();
    if (!ofJob.isEmpty()) {
      waiting.put(jobId, ofJob);
    }
    given.put(jobId, before + size);
    given.values().removeIf(all -> all <= least);
  }

  private long given(UUID jobId) {
    return Math.max(least, given.getOrDefault(jobId, 0L));
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
