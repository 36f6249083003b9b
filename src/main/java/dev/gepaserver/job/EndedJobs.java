package dev.gepaserver.job;

import dev.gepaserver.job.persistence.EndedJobStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Jobs that ended some time ago, for who clears them away. Joins its caller's transaction. */
@Service
@Transactional(propagation = Propagation.MANDATORY)
public class EndedJobs {

  private final EndedJobStore store;
  private final ApplicationEventPublisher events;
  private final InstantSource clock;

  EndedJobs(EndedJobStore store, ApplicationEventPublisher events, InstantSource clock) {
    this.store = store;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Deletes jobs that ended before a time, the oldest first.
   *
   * @param atMost so many of them
   * @return whether there were any
   */
  public boolean delete(Instant before, int atMost) {
    Instant now = clock.instant();
    List<UUID> deleted = store.delete(before, atMost);
    deleted.forEach(id -> events.publishEvent(new JobDeleted(id, now)));
    return !deleted.isEmpty();
  }

  /**
   * The first job that ended before a time and has not been pruned since; it cannot be reopened
   * until the caller's transaction ends.
   */
  public Optional<Prunable> nextToPrune(Instant before) {
    return store.nextToPrune(before);
  }

  /** Notes that nothing is left to prune of a job, unless it is reopened. */
  public void pruned(UUID id) {
    store.pruned(id, clock.instant());
  }

  /**
   * An ended job.
   *
   * @param failed whether it may be reopened in the middle of an iteration or a test
   */
  public record Prunable(UUID id, boolean failed) {}
}
