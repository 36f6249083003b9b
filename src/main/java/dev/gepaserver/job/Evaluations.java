package dev.gepaserver.job;

import dev.gepaserver.common.ApiException;
import dev.gepaserver.common.Cursor;
import dev.gepaserver.common.Ids;
import dev.gepaserver.common.InvalidInputException;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Page;
import dev.gepaserver.job.persistence.JobQueries;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import tools.jackson.databind.JsonNode;

/**
 * Evaluations: jobs that score one candidate on a set of examples, with all that makes jobs
 * durable, and in no list of jobs.
 */
@Service
public class Evaluations {

  private final EvaluationReader reader;
  private final JobSubmissions submissions;
  private final JobQueries queries;
  private final Jobs jobs;
  private final JobResumption resumption;

  Evaluations(
      EvaluationReader reader,
      JobSubmissions submissions,
      JobQueries queries,
      Jobs jobs,
      JobResumption resumption) {
    this.reader = reader;
    this.submissions = submissions;
    this.queries = queries;
    this.jobs = jobs;
    this.resumption = resumption;
  }

  /**
   * Submits an evaluation, as {@link JobSubmissions#submit(JsonNode, String)} a job.
   *
   * @param idempotencyKey null for none
   * @return its id
   * @throws InvalidInputException with every fault of the body, or of the key
   * @throws ApiException {@code idempotency-conflict}
   */
  public UUID submit(JsonNode body, @Nullable String idempotencyKey) {
    return submissions.submit(
        idempotencyKey,
        () -> Json.sha256("evaluation " + Json.write(body)),
        () -> reader.read(body));
  }

  /**
   * One evaluation.
   *
   * @throws ApiException {@code not-found}
   */
  public EvaluationJob get(UUID id) {
    return queries.evaluation(id).orElseThrow(() -> unknown(id.toString()));
  }

  /**
   * One evaluation, as soon as it has ended or the time is over.
   *
   * @param id as in a path
   * @throws ApiException {@code not-found}, also where the id is none
   */
  public EvaluationJob await(String id, Duration atMost) {
    UUID found = require(id);
    jobs.await(found, atMost);
    return get(found);
  }

  /** Evaluations, newest first. */
  public Page<EvaluationJob> list(JobFilter filter, Cursor cursor) {
    List<EvaluationJob> rows =
        queries.evaluations(filter, Jobs.before(cursor.after()), cursor.limit() + 1);
    return Page.of(rows, cursor.limit(), row -> row.job().id().toString());
  }

  /**
   * The id of an evaluation.
   *
   * @param id as in a path
   * @throws ApiException {@code not-found}, also where the id is none
   */
  public UUID require(String id) {
    return Ids.parse(id)
        .flatMap(queries::evaluation)
        .map(found -> found.job().id())
        .orElseThrow(() -> unknown(id));
  }

  /**
   * The texts that are evaluated, by component in their order.
   *
   * @throws ApiException {@code not-found}
   */
  public Map<String, String> texts(UUID id) {
    Map<String, String> texts = new LinkedHashMap<>();
    Json.parse(queries.firstTexts(id).orElseThrow(() -> unknown(id.toString())))
        .properties()
        .forEach(text -> texts.put(text.getKey(), text.getValue().stringValue()));
    return texts;
  }

  /**
   * Lets an evaluation go on that is paused or has failed; what was answered is not asked again.
   *
   * @throws ApiException {@code not-found}; {@code illegal-transition} where it is neither
   */
  public UUID resume(String id) {
    EvaluationJob found = get(require(id));
    if (found.job().status() == JobStatus.COMPLETED) {
      throw ApiException.illegalTransition(
          "evaluation %s is COMPLETED and cannot be resumed".formatted(id));
    }
    resumption.resume(found.job().id(), Json.object());
    return found.job().id();
  }

  private static ApiException unknown(String id) {
    return ApiException.notFound("there is no evaluation " + id);
  }
}
