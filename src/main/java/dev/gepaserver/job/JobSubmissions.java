package dev.gepaserver.job;

import dev.gepaserver.common.ApiException;
import dev.gepaserver.common.Deed;
import dev.gepaserver.common.Ids;
import dev.gepaserver.common.InvalidInputException;
import dev.gepaserver.common.Json;
import dev.gepaserver.engine.Root;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.job.persistence.ForkStore;
import dev.gepaserver.job.persistence.JobQueries;
import dev.gepaserver.job.persistence.JobQueries.Claim;
import dev.gepaserver.job.persistence.JobStore;
import dev.gepaserver.llm.Models;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** Takes jobs in. */
@Service
public class JobSubmissions {

  private static final Pattern KEY = Pattern.compile("[\\x20-\\x7E]{1,200}");

  private final SpecReader reader;
  private final JobStore store;
  private final JobQueries queries;
  private final ForkStore forks;
  private final JobScheduler scheduler;
  private final Models models;
  private final ApplicationEventPublisher events;
  private final InstantSource clock;
  private final TransactionTemplate transactions;

  JobSubmissions(
      SpecReader reader,
      JobStore store,
      JobQueries queries,
      ForkStore forks,
      JobScheduler scheduler,
      Models models,
      ApplicationEventPublisher events,
      InstantSource clock,
      PlatformTransactionManager transactionManager) {
    this.reader = reader;
    this.store = store;
    this.queries = queries;
    this.forks = forks;
    this.scheduler = scheduler;
    this.models = models;
    this.events = events;
    this.clock = clock;
    this.transactions = new TransactionTemplate(transactionManager);
  }

  /**
   * Submits a job: it is {@code QUEUED} and scheduled, both or neither.
   *
   * @param idempotencyKey null for none; the same key and body give the first job again
   * @return the job's id
   * @throws InvalidInputException with every fault of the body, or of the key
   * @throws ApiException {@code idempotency-conflict} where the key was used with another body
   */
  public UUID submit(JsonNode body, @Nullable String idempotencyKey) {
    return submit(
        idempotencyKey,
        () -> Json.hash(body),
        () -> new NewJob.Search(reader.readSubmission(body), null));
  }

  /**
   * Submits what is read, unless it was submitted under the key before.
   *
   * @param bodyHash of all that the job is made of
   */
  UUID submit(@Nullable String idempotencyKey, Supplier<String> bodyHash, Supplier<NewJob> job) {
    if (idempotencyKey == null) {
      return insert(job.get(), null, "").orElseThrow();
    }
    if (!KEY.matcher(idempotencyKey).matches()) {
      throw new InvalidInputException(
          "Idempotency-Key", "must be 1 to 200 printable ASCII characters");
    }
    String hash = bodyHash.get();
    Optional<Claim> before = queries.claim(idempotencyKey);
    if (before.isPresent()) {
      return sameBody(before.get(), hash, idempotencyKey);
    }
    return insert(job.get(), idempotencyKey, hash)
        .orElseGet(
            () -> sameBody(queries.claim(idempotencyKey).orElseThrow(), hash, idempotencyKey));
  }

  private static UUID sameBody(Claim claim, String hash, String key) {
    if (!claim.bodyHash().equals(hash)) {
      throw new ApiException(
          409,
          "idempotency-conflict",
          "the key '%s' was used with another body, for job %s".formatted(key, claim.jobId()));
    }
    return claim.jobId();
  }

  /** Inserts the job; empty where another submission has claimed the key in the meantime. */
  private Optional<UUID> insert(NewJob made, @Nullable String key, String bodyHash) {
    UUID id = Ids.next();
    Submission job = made.submission();
    String spec = SpecWriter.write(job.spec()).toString();
    Boolean inserted =
        transactions.execute(transaction -> {
          if (key != null && !store.claim(key, id, bodyHash)) {
            return false;
          }
          Instant now = clock.instant();
          store.insert(
              id,
              job.spec().name(),
              Json.write(job.spec().labels()),
              simulated(job.spec()),
              spec,
              job.sets().inline(),
              now);
          store.insertReferences(id, job.sets().chosen(), job.spec().system().corpora());
          keepOrigin(id, made);
          scheduler.schedule(id, JobScheduler.FIRST);
          events.publishEvent(new JobEvent(id, "job.submitted", now, data(made)));
          events.publishEvent(deed(id, job.spec().name(), made));
          return true;
        });
    return Boolean.TRUE.equals(inserted) ? Optional.of(id) : Optional.empty();
  }

  private void keepOrigin(UUID id, NewJob made) {
    switch (made) {
      case NewJob.Search(Submission _, Fork fork) -> {
        if (fork != null) {
          forks.insert(id, fork);
        }
      }
      case NewJob.Evaluation(Submission _, EvaluationJob.Source source, Texts candidate) -> {
        store.insertEvaluation(id, source);
        forks.insertRoots(id, List.of(Root.of(candidate)));
      }
    }
  }

  private static Map<String, Object> data(NewJob made) {
    return made instanceof NewJob.Search(Submission _, Fork fork) && fork != null
        ? Map.of("forkedFrom", fork.source(), "candidates", fork.candidates())
        : Map.of();
  }

  private static Deed deed(UUID id, String name, NewJob made) {
    return switch (made) {
      case NewJob.Evaluation _ -> new Deed("evaluation.submit", id, Map.of("name", name));
      case NewJob.Search(Submission _, Fork fork) ->
          fork == null
              ? new Deed("job.submit", id, Map.of("name", name))
              : new Deed("job.fork", id, Map.of("name", name, "forkedFrom", fork.source()));
    };
  }

  private boolean simulated(JobSpec spec) {
    return models.simulated(spec.reflection().model())
        || spec.modelsPerRollout().stream().anyMatch(models::simulated);
  }
}
