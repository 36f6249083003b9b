package dev.gepaserver.archive;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Tells those who follow jobs of new events: at once of those that this node wrote, of others by
 * one look at all followed jobs together, four times a second. Going down it ends them all.
 */
@Component
public class EventFeed implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);
  private static final Duration LOOK = Duration.ofMillis(250);

  private final ArchiveReader archive;
  private final Map<UUID, FollowedJob> jobs = new ConcurrentHashMap<>();
  private volatile CountDownLatch stopped = new CountDownLatch(1);
  private volatile boolean running;

  EventFeed(ArchiveReader archive) {
    this.archive = archive;
  }

  /** What a follower is told. */
  public sealed interface News {
    /** These come next. */
    record Events(EventBatch batch) implements News {}

    /** Nothing new in the time given. */
    record None() implements News {}

    /** The job is gone, or the node goes down. */
    record Over() implements News {}
  }

  /** Follows a job until it is closed. */
  public Follower follow(UUID jobId) {
    FollowedJob job =
        jobs.compute(
            jobId, (id, known) -> (known == null ? new FollowedJob(id, archive) : known).joined());
    if (!running) {
      job.end();
    }
    return new Follower(jobId, job);
  }

  /** One who follows a job; holds no connection while it waits. */
  public final class Follower implements AutoCloseable {

    private final UUID jobId;
    private final FollowedJob job;

    private Follower(UUID jobId, FollowedJob job) {
      this.jobId = jobId;
      this.job = job;
    }

    /**
     * The events there are after a number, the first of them where they are many.
     *
     * @return empty where there is no such job
     */
    public Optional<EventBatch> begin(long after) {
      return job.read(after);
    }

    /** Waits for events after the last one had, no longer than so long. */
    public News next(long after, Duration atMost) throws InterruptedException {
      return job.next(after, atMost);
    }

    @Override
    public void close() {
      jobs.computeIfPresent(jobId, (id, followed) -> followed.left() ? followed : null);
    }
  }

  /** Tells of a job's events up to a number, after the commit of the transaction that is open. */
  public void appended(UUID jobId, long last) {
    if (!jobs.containsKey(jobId)) {
      return;
    }
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            FollowedJob job = jobs.get(jobId);
            if (job != null) {
              job.told(last);
            }
          }
        });
  }

  private void watch() {
    CountDownLatch until = stopped;
    try {
      while (!until.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    List<UUID> followed = List.copyOf(jobs.keySet());
    if (followed.isEmpty()) {
      return;
    }
    try {
      Map<UUID, Long> last = archive.lastEvents(followed);
      for (UUID id : followed) {
        FollowedJob job = jobs.get(id);
        Long number = last.get(id);
        if (job != null && number != null) {
          job.told(number);
        } else if (job != null) {
          job.end();
        }
      }
    } catch (RuntimeException e) {
      LOG.warn("New events could not be looked for, trying again: {}", e.getMessage());
    }
  }

  @Override
  public void start() {
    stopped = new CountDownLatch(1);
    running = true;
    Thread.ofVirtual().name("event-feed").start(this::watch);
  }

  @Override
  public void stop() {
    running = false;
    stopped.countDown();
    jobs.values().forEach(FollowedJob::end);
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
