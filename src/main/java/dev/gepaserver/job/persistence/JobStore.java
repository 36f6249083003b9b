package dev.gepaserver.job.persistence;

import dev.gepaserver.common.ApiException;
import dev.gepaserver.common.Caller;
import dev.gepaserver.common.InvalidInputException;
import dev.gepaserver.common.Storable;
import dev.gepaserver.dataset.ChosenRows;
import dev.gepaserver.dataset.Example;
import dev.gepaserver.dataset.ExampleSets;
import dev.gepaserver.engine.model.Split;
import dev.gepaserver.engine.model.StopReason;
import dev.gepaserver.job.EvaluationJob;
import dev.gepaserver.job.JobStatus;
import dev.gepaserver.job.PauseReason;
import dev.gepaserver.job.Requested;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Writes jobs. Every method joins its caller's transaction; a transition locks the job's row until
 * that transaction ends, so that two of them never cross.
 */
@Repository
@Transactional(propagation = Propagation.MANDATORY)
public class JobStore {

  private final EntityManager entities;
  private final JdbcClient jdbc;

  JobStore(EntityManager entities, JdbcClient jdbc) {
    this.entities = entities;
    this.jdbc = jdbc;
  }

  /**
   * Claims an idempotency key for a job about to be inserted in the same transaction; waits for
   * another transaction that claims it just now.
   *
   * @return whether the key was free
   */
  public boolean claim(String key, UUID jobId, String bodyHash) {
    return jdbc.sql(
                "INSERT INTO job_idempotency (key, job_id, body_hash) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING")
            .params(key, jobId, bodyHash)
            .update()
        == 1;
  }

  /**
   * Keeps a new job, {@code QUEUED}.
   *
   * @param labels JSON object of texts
   * @param spec JSON of the specification without examples
   */
  public void insert(
      UUID id,
      String name,
      String labels,
      boolean simulated,
      String spec,
      ExampleSets examples,
      Instant now) {
    entities.persist(new JobEntity(id, name, labels, simulated, now));
    entities.flush();
    jdbc.sql("INSERT INTO job_spec (job_id, spec) VALUES (?, ?::json)").params(id, spec).update();
    jdbc.sql("INSERT INTO job_progress (job_id) VALUES (?)").param(id).update();
    jdbc.sql("INSERT INTO job_lease (job_id) VALUES (?)").param(id).update();
    insert(id, Split.TRAIN, examples.trainset());
    insert(id, Split.VAL, examples.valset());
    insert(id, Split.TEST, examples.testset());
  }

  private void insert(UUID id, Split split, List<Example> examples) {
    if (examples.isEmpty()) {
      return;
    }
    jdbc.sql(
            """
            INSERT INTO job_example (job_id, split, position, label, data)
            SELECT ?, ?, e.place - 1, e.label, e.data::json
            FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS e (label, data, place)
            """)
        .params(
            id,
            split.wireName(),
            examples.stream().map(Example::id).toArray(String[]::new),
            examples.stream().map(e -> e.data().toString()).toArray(String[]::new))
        .update();
  }

  /**
   * Keeps what a new job uses of data that is not its own, which is from then on kept for it.
   *
   * @param sets parts of data sets
   * @param corpora ids of corpora
   * @throws InvalidInputException where one was deleted since it was found
   */
  public void insertReferences(UUID id, Map<Split, ChosenRows> sets, Collection<UUID> corpora) {
    sets.forEach((split, chosen) -> {
      hold(chosen.dataset());
      jdbc.sql("INSERT INTO job_set (job_id, split, dataset_id, rows) VALUES (?, ?, ?, ?)")
          .params(
              id,
              split.wireName(),
              chosen.dataset(),
              Arrays.stream(chosen.positions()).boxed().toArray(Integer[]::new))
          .update();
    });
    for (UUID corpus : new TreeSet<>(corpora)) {
      hold(corpus);
      jdbc.sql("INSERT INTO job_corpus (job_id, corpus_id) VALUES (?, ?)")
          .params(id, corpus)
          .update();
    }
  }

  private void hold(UUID collection) {
    boolean there =
        jdbc.sql("SELECT id FROM data_collection WHERE id = ? FOR KEY SHARE")
            .param(collection)
            .query()
            .optionalValue()
            .isPresent();
    if (!there) {
      throw new InvalidInputException("", collection + " was deleted in the meantime");
    }
  }

  /** Makes a new job an evaluation. */
  public void insertEvaluation(UUID id, EvaluationJob.@Nullable Source source) {
    jdbc.sql("INSERT INTO job_evaluation (job_id, source_id, candidate) VALUES (?, ?, ?)")
        .param(id)
        .param(source == null ? null : source.job())
        .param(source == null ? null : source.index())
        .update();
  }

  /**
   * Takes the job into work, where its status allows that.
   *
   * @param number of the execution that takes it
   * @return the status it had before; null where it may not be run, is meant for another execution
   *     or does not exist
   */
  public @Nullable JobStatus start(UUID id, int number, Instant now) {
    JobEntity job = find(id).orElse(null);
    if (job == null) {
      return null;
    }
    JobStatus before = job.status();
    return job.start(number, now) ? before : null;
  }

  /**
   * Whether the job is to be run, by the execution of this number; stays so until the caller's
   * transaction ends.
   */
  public boolean due(UUID id, int number) {
    return jdbc.sql(
            "SELECT 1 FROM job WHERE id = ? AND execution = ? AND status IN ('QUEUED', 'RUNNING') FOR SHARE")
        .params(id, number)
        .query()
        .optionalValue()
        .isPresent();
  }

  /**
   * Asks for a pause.
   *
   * @return the status the job has then
   */
  public JobStatus requestPause(UUID id) {
    JobEntity job = locked(id);
    job.requestPause(Caller.currentName());
    return job.status();
  }

  /** {@code PAUSED}, {@code COMPLETED} or {@code FAILED} → {@code QUEUED}. */
  public Reopened resume(UUID id) {
    JobEntity job = locked(id);
    JobStatus before = job.status();
    String errorCode = job.errorCode();
    job.resume();
    return new Reopened(before, errorCode, job.execution());
  }

  /**
   * A job that was queued again.
   *
   * @param before the status it had
   * @param errorCode why it had failed, null where it had not
   * @param execution the number of its execution to come
   */
  public record Reopened(JobStatus before, @Nullable String errorCode, int execution) {}

  /** Overwrites the specification; JSON. */
  public void rewriteSpec(UUID id, String spec) {
    jdbc.sql("UPDATE job_spec SET spec = ?::json WHERE job_id = ?").params(spec, id).update();
  }

  /**
   * Asks for the job's end.
   *
   * @return the status the job has then
   */
  public JobStatus requestCancel(UUID id, Instant now) {
    JobEntity job = locked(id);
    job.requestCancel(Caller.currentName(), now);
    return job.status();
  }

  /** {@code RUNNING} → {@code COMPLETED}; false where it is not running. */
  public boolean complete(UUID id, StopReason reason, Instant now) {
    return find(id).map(job -> job.complete(reason, now)).orElse(false);
  }

  /** {@code RUNNING} or {@code QUEUED} → {@code FAILED}; false where it is neither. */
  public boolean fail(UUID id, String code, String detail, Instant now) {
    return find(id).map(job -> job.fail(code, Storable.text(detail), now)).orElse(false);
  }

  /** Any state that is no end → {@code CANCELLED}; false where it has ended. */
  public boolean cancel(UUID id, Instant now) {
    return find(id).map(job -> job.cancel(now)).orElse(false);
  }

  /**
   * {@code RUNNING} or {@code QUEUED} → {@code PAUSED}, or {@code CANCELLED} where that was asked
   * for.
   *
   * @return the status the job has then; null where it was neither
   */
  public @Nullable JobStatus pause(UUID id, PauseReason reason, Instant now) {
    return find(id).filter(job -> job.pause(reason, now)).map(JobEntity::status).orElse(null);
  }

  /**
   * The name of the key by which the job's pause or end was asked for last; null where that was
   * not, or without a key.
   */
  public @Nullable String requestedBy(UUID id) {
    return find(id).map(JobEntity::requestedBy).orElse(null);
  }

  /**
   * Deletes the job and whatever has a foreign key to it, unless it is {@code RUNNING}.
   *
   * @return its name
   */
  public String delete(UUID id) {
    // Before the job's row, in the order in which those who write for a run lock the two.
    jdbc.sql("SELECT epoch FROM job_lease WHERE job_id = ? FOR UPDATE")
        .param(id)
        .query(Long.class)
        .optional();
    JobEntity job = locked(id);
    job.delete();
    entities.remove(job);
    return job.name();
  }

  /** What is asked of which of these jobs; those of which nothing is asked are left out. */
  @Transactional(propagation = Propagation.SUPPORTS, readOnly = true)
  public Map<UUID, Requested> requested(Collection<UUID> ids) {
    Map<UUID, Requested> requested = new HashMap<>();
    jdbc.sql("SELECT id, requested FROM job WHERE id = ANY(?) AND requested IS NOT NULL")
        .param(ids.toArray(UUID[]::new))
        .query(row -> {
          requested.put(
              row.getObject("id", UUID.class), Requested.valueOf(row.getString("requested")));
        });
    return requested;
  }

  /** Lets queries in this transaction see its transitions. */
  public void flush() {
    entities.flush();
  }

  private JobEntity locked(UUID id) {
    return find(id).orElseThrow(() -> ApiException.notFound("there is no job " + id));
  }

  private Optional<JobEntity> find(UUID id) {
    return Optional.ofNullable(entities.find(JobEntity.class, id, LockModeType.PESSIMISTIC_WRITE));
  }
}
