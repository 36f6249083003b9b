package dev.gepaserver.job;

import dev.gepaserver.common.InvalidInputException;
import dev.gepaserver.dataset.ExampleSets;
import dev.gepaserver.engine.Root;
import dev.gepaserver.engine.model.StopReason;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.job.persistence.ForkStore;
import dev.gepaserver.job.persistence.JobQueries;
import dev.gepaserver.job.persistence.JobStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
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
  private final ForkStore forks;
  private final SpecReader reader;
  private final WorstCosts costs;
  private final JobEnds ends;
  private final ApplicationEventPublisher events;
  private final InstantSource clock;

  JobRuns(
      JobStore store,
      JobQueries queries,
      ForkStore forks,
      SpecReader reader,
      WorstCosts costs,
      JobEnds ends,
      ApplicationEventPublisher events,
      InstantSource clock) {
    this.store = store;
    this.queries = queries;
    this.forks = forks;
    this.reader = reader;
    this.costs = costs;
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
        .map(view -> {
          JobSpec spec = reader.readKept(queries.spec(id).orElseThrow());
          ExampleSets examples = queries.exampleSets(id);
          List<Root> roots = forks.roots(id);
          List<Texts> texts = roots.stream().map(Root::texts).toList();
          return new RunnableJob(
              id, view, spec, examples, roots, costs.bounds(spec, examples, texts));
        });
  }

  /** Whether there is such a job; one that waited for a worker may be deleted meanwhile. */
  public boolean exists(UUID id) {
    return queries.status(id).isPresent();
  }

  /**
   * Whether the job is to be run by the execution of this number: not where it was paused, has
   * ended, was resumed since or does not exist. Stays so until the caller's transaction ends.
   */
  @Transactional
  public boolean due(UUID id, int number) {
    return store.due(id, number);
  }

  /**
   * Takes a job into work: {@code QUEUED → RUNNING}; one that is {@code RUNNING}, left by another
   * worker, stays so.
   *
   * @param number of the execution that takes it
   * @return whether it is to be run, as {@link #due} says
   */
  @Transactional
  public boolean started(UUID id, int number) {
    Instant now = clock.instant();
    JobStatus before = store.start(id, number, now);
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

  /**
   * {@code RUNNING → COMPLETED}.
   *
   * @return whether it was running; what somebody else made of it stays
   */
  @Transactional
  public boolean completed(UUID id, StopReason reason) {
    Instant now = clock.instant();
    boolean settled = store.complete(id, reason, now);
    if (settled) {
      ended(id, "job.completed", now, Map.of("stopReason", reason.wireName()));
    }
    return settled;
  }

  /**
   * {@code RUNNING} or {@code QUEUED → FAILED}.
   *
   * @param code one of the contract's job error codes
   * @param detail what was wrong, in the provider's words where it was the provider
   * @return whether it was either; what somebody else made of it stays
   */
  @Transactional
  public boolean failed(UUID id, String code, String detail) {
    Instant now = clock.instant();
    boolean settled = store.fail(id, code, detail, now);
    if (settled) {
      ended(id, "job.failed", now, Map.of("code", code, "detail", detail));
    }
    return settled;
  }

  /**
   * Whatever has not ended → {@code CANCELLED}.
   *
   * @return whether it had not
   */
  @Transactional
  public boolean cancelled(UUID id) {
    Instant now = clock.instant();
    boolean settled = store.cancel(id, now);
    if (settled) {
      ended(id, "job.cancelled", now, asked(id, Map.of()));
    }
    return settled;
  }

  /**
   * {@code RUNNING} or {@code QUEUED → PAUSED}; where its end was asked for meanwhile, {@code
   * CANCELLED}.
   *
   * @return whether it was either; what somebody else made of it stays
   */
  @Transactional
  public boolean paused(UUID id, PauseReason reason) {
    Instant now = clock.instant();
    JobStatus settled = store.pause(id, reason, now);
    if (settled == JobStatus.CANCELLED) {
      ended(id, "job.cancelled", now, asked(id, Map.of()));
    } else if (settled != null) {
      Map<String, Object> data = Map.of("reason", reason.wireName());
      boolean asked = reason == PauseReason.REQUESTED;
      publish(id, "job.paused", now, asked ? asked(id, data) : data);
    }
    return settled != null;
  }

  /** Adds who asked for it, where that is known. */
  private Map<String, Object> asked(UUID id, Map<String, Object> data) {
    String by = store.requestedBy(id);
    if (by == null) {
      return data;
    }
    Map<String, Object> told = new HashMap<>(data);
    told.put(JobEvent.BY, by);
    return told;
  }

  private void ended(UUID id, String type, Instant at, Map<String, Object> data) {
    publish(id, type, at, data);
    ends.ended(id);
  }

  private void publish(UUID id, String type, Instant at, Map<String, Object> data) {
    events.publishEvent(new JobEvent(id, type, at, data));
  }
}
