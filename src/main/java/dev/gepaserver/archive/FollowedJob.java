package dev.gepaserver.archive;

import dev.gepaserver.archive.EventFeed.News;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * One job's events for all who follow it on this node: what is new is read once for all of them.
 */
final class FollowedJob {

  private static final Logger LOG = LoggerFactory.getLogger(FollowedJob.class);
  private static final int EVENTS_AT_ONCE = 500;

  private final UUID id;
  private final ArchiveReader archive;
  // Apart from the rest, so that whoever tells of news never waits for a read.
  private final Object reading = new Object();
  private EventBatch newest = EventBatch.NONE;
  private long last;
  private boolean over;
  private int followers;

  FollowedJob(UUID id, ArchiveReader archive) {
    this.id = id;
    this.archive = archive;
  }

  /** One follower more; called where the node's map of followed jobs is changed. */
  FollowedJob joined() {
    followers++;
    return this;
  }

  /** One follower less; likewise. Tells whether any is left. */
  boolean left() {
    followers--;
    return followers > 0;
  }

  /** There are events up to this number. */
  synchronized void told(long number) {
    if (number > last) {
      last = number;
      notifyAll();
    }
  }

  /** Nobody is told anything any more. */
  synchronized void end() {
    over = true;
    notifyAll();
  }

  /** The events after a number, from the database. */
  Optional<EventBatch> read(long after) {
    return archive.eventsAfter(id, after, EVENTS_AT_ONCE);
  }

  /** Waits for events after a number, no longer than so long. */
  News next(long after, Duration atMost) throws InterruptedException {
    if (!awaitNews(after, atMost)) {
      return isOver() ? new News.Over() : new News.None();
    }
    try {
      return shared(after).<News>map(News.Events::new).orElseGet(News.Over::new);
    } catch (DataAccessException e) {
      LOG.debug("The events of job {} could not be read", id, e);
      // The next look that reaches the database tells of them again.
      forget(after);
      return new News.None();
    }
  }

  private synchronized boolean awaitNews(long after, Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!over && last <= after) {
      long leftMs = (deadline - System.nanoTime()) / 1_000_000;
      if (leftMs <= 0) {
        return false;
      }
      wait(leftMs);
    }
    return !over;
  }

  private synchronized boolean isOver() {
    return over;
  }

  private synchronized void forget(long after) {
    last = Math.min(last, after);
  }

  private Optional<EventBatch> shared(long after) {
    synchronized (reading) {
      if (newest.follows(after)) {
        return Optional.of(newest.after(after));
      }
      Optional<EventBatch> read = read(after);
      read.filter(batch -> batch.last(0) > newest.last(0)).ifPresent(batch -> newest = batch);
      return read;
    }
  }
}
