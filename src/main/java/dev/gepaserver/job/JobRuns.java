package dev.gepaserver.job;

import dev.gepaserver.common.InvalidInputException;
import dev.gepaserver.dataset.ExampleSets;
import dev.gepaserver.engine.model.Split;
import dev.gepaserver.engine.model.StopReason;
import dev.gepaserver.job.persistence.JobQueries;
import dev.gepaserver.job.persistence.JobStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What workers tell of the jobs they run. Everything that changes a job joins the caller's
 * transaction, who makes sure that it still holds the job; those who wait for an end are told after
 * its commit.
 */
@Service
public class JobRuns {

  private final JobStore store;
  private final JobQueries queries;
  private final SpecReader reader;
  private final JobEnds ends;
  private final ApplicationEventPublisher events;
  private final InstantSource clock;

  JobRuns(
      JobStore store,
      JobQueries queries,
      SpecReader reader,
      JobEnds ends,
      ApplicationEventPublisher events,
      InstantSource clock) {
    this.store = store;
    this.queries = queries;
    this.reader = reader;
    this.ends = ends;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Loads a job to be run; empty where there is none with this id.
   *
   * @throws InvalidInputException where this version cannot read its specification
   */
  @Transactional(readOnly = true)
  public Optional<RunnableJob> load(UUID id) {
    return queries
        .find(id)
        .map(view ->
            new RunnableJob(
                id, view, reader.readKept(queries.spec(id).orElseThrow()), examples(id)));
  }

  private ExampleSets examples(UUID id) {
    return new ExampleSets(
        queries.examples(id, Split.TRAIN),
        queries.examples(id, Split.VAL),
        queries.examples(id, Split.TEST));
  }

  /**
   * Takes a job into work: {@code QUEUED → RUNNING}; one that is {@code RUNNING}, left by another
   * worker, stays so.
   *
   * @return whether it is to be run; not where it was paused, has ended or does not exist
   */
  @Transactional
  public boolean started(UUID id) {
    Instant now = clock.instant();
    JobStatus before = store.start(id, now);
    if (before == JobStatus.QUEUED) {
      publish(id, "job.started", now, Map.of());
    }
    return before != null;
  }

  /** What is asked of which of these jobs; cheap. Jobs of which nothing is asked are left out. */
  @Transactional(readOnly = true)
  public Map<UUID, Requested> requested(Collection<UUID> ids) {
    return ids.isEmpty() ? Map.of() : store.requested(ids);
  }

  /** {@code RUNNING → COMPLETED}. */
  @Transactional
  public void completed(UUID id, StopReason reason) {
    Instant now = clock.instant();
    store.complete(id, reason, now);
    ended(id, "job.completed", now, Map.of("stopReason", reason.wireName()));
  }

  /**
   * {@code RUNNING} or {@code QUEUED → FAILED}.
   *
   * @param code one of the contract's job error codes
   * @param detail what was wrong, in the provider's words where it was the provider
   */
  @Transactional
  public void failed(UUID id, String code, String detail) {
    Instant now = clock.instant();
    store.fail(id, code, detail, now);
    ended(id, "job.failed", now, Map.of("code", code, "detail", detail));
  }

  /** Whatever has not ended → {@code CANCELLED}. */
  @Transactional
  public void cancelled(UUID id) {
    Instant now = clock.instant();
    store.cancel(id, now);
    ended(id, "job.cancelled", now, Map.of());
  }

  /**
   * {@code RUNNING} or {@code QUEUED → PAUSED}.
   *
   * @param reason {@code requested} or {@code outage}
   */
  @Transactional
  public void paused(UUID id, String reason) {
    store.pause(id, reason);
    publish(id, "job.paused", clock.instant(), Map.of("reason", reason));
  }

  private void ended(UUID id, String type, Instant at, Map<String, String> data) {
    publish(id, type, at, data);
    ends.ended(id);
  }

  private void publish(UUID id, String type, Instant at, Map<String, String> data) {
    events.publishEvent(new JobEvent(id, type, at, data));
  }
}
