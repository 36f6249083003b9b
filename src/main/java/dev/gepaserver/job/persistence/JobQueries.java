package dev.gepaserver.job.persistence;

import dev.gepaserver.common.Json;
import dev.gepaserver.dataset.Example;
import dev.gepaserver.dataset.ExampleSets;
import dev.gepaserver.engine.model.DataSizes;
import dev.gepaserver.engine.model.Split;
import dev.gepaserver.job.EvaluationJob;
import dev.gepaserver.job.JobFilter;
import dev.gepaserver.job.JobLookup;
import dev.gepaserver.job.JobStatus;
import dev.gepaserver.job.JobView;
import dev.gepaserver.job.OnEnd;
import dev.gepaserver.job.Progress;
import dev.gepaserver.job.Requested;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads jobs for those who look at them. */
@Repository
public class JobQueries {

  private static final String VIEW =
      """
      SELECT j.*, p.*, s.max_rollouts, f.source_id, f.candidates AS source_candidates
      FROM job j JOIN job_progress p ON p.job_id = j.id JOIN job_spec s ON s.job_id = j.id
        LEFT JOIN job_fork f ON f.job_id = j.id
      """;

  private static final String SEARCHING =
      "NOT EXISTS (SELECT FROM job_evaluation e WHERE e.job_id = j.id)";

  private static final String EVALUATIONS =
      """
      SELECT j.*, p.*, s.max_rollouts, NULL::uuid AS source_id, NULL::int[] AS source_candidates,
        e.source_id AS evaluated_job, e.candidate AS evaluated_candidate
      FROM job j JOIN job_progress p ON p.job_id = j.id JOIN job_spec s ON s.job_id = j.id
        JOIN job_evaluation e ON e.job_id = j.id
      """;

  private final JdbcClient jdbc;

  JobQueries(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** One job, an evaluation too; empty where there is none with this id. */
  public Optional<JobView> find(UUID id) {
    return jdbc.sql(VIEW + "WHERE j.id = ?").param(id).query(JobQueries::view).optional();
  }

  /**
   * Jobs that search, newest first.
   *
   * @param before the id of the last one seen; null for the first page
   */
  public List<JobView> list(JobFilter filter, @Nullable UUID before, int limit) {
    return list(VIEW + "WHERE " + SEARCHING, filter, before, limit, JobQueries::view);
  }

  /** Evaluations, newest first; parameters as of {@link #list}. */
  public List<EvaluationJob> evaluations(JobFilter filter, @Nullable UUID before, int limit) {
    return list(EVALUATIONS + "WHERE true", filter, before, limit, JobQueries::evaluation);
  }

  /** One evaluation; empty where there is none with this id. */
  public Optional<EvaluationJob> evaluation(UUID id) {
    return jdbc.sql(EVALUATIONS + "WHERE j.id = ?")
        .param(id)
        .query(JobQueries::evaluation)
        .optional();
  }

  /** Whether a job is an evaluation. */
  public boolean isEvaluation(UUID id) {
    return jdbc.sql("SELECT EXISTS (SELECT FROM job_evaluation WHERE job_id = ?)")
        .param(id)
        .query(Boolean.class)
        .single();
  }

  private <T> List<T> list(
      String from, JobFilter filter, @Nullable UUID before, int limit, RowMapper<T> mapper) {
    StringBuilder sql = new StringBuilder(from);
    List<Object> params = new ArrayList<>();
    if (before != null) {
      sql.append(" AND j.id < ?");
      params.add(before);
    }
    if (!filter.statuses().isEmpty()) {
      sql.append(" AND j.status = ANY(?)");
      params.add(filter.statuses().stream().map(JobStatus::name).toArray(String[]::new));
    }
    if (!filter.labels().isEmpty()) {
      sql.append(" AND j.labels::jsonb @> ?::jsonb");
      params.add(Json.write(filter.labels()));
    }
    String part = filter.nameContains();
    if (part != null) {
      sql.append(" AND j.name ILIKE ?");
      params.add("%" + part.replaceAll("([\\\\%_])", "\\\\$1") + "%");
    }
    sql.append(" ORDER BY j.id DESC LIMIT ?");
    params.add(limit);
    return jdbc.sql(sql.toString()).params(params).query(mapper).list();
  }

  /** Where a job stands; empty where there is none with this id. */
  public Optional<JobStatus> status(UUID id) {
    return jdbc.sql("SELECT status FROM job WHERE id = ?")
        .param(id)
        .query((row, n) -> JobStatus.valueOf(row.getString(1)))
        .optional();
  }

  /** How many jobs that search stand where; a status without any is left out. */
  public Map<JobStatus, Long> countByStatus() {
    Map<JobStatus, Long> counts = new EnumMap<>(JobStatus.class);
    jdbc.sql("SELECT status, count(*) FROM job j WHERE " + SEARCHING + " GROUP BY status")
        .query(row -> {
          counts.put(JobStatus.valueOf(row.getString(1)), row.getLong(2));
        });
    return counts;
  }

  /**
   * What is needed to show a job's work; empty where there is none, but an evaluation, of this id.
   */
  public Optional<JobLookup.Found> lookup(UUID id) {
    return jdbc.sql(
            """
            SELECT frontier, best_candidate, iteration, candidates
            FROM job_spec s JOIN job_progress USING (job_id)
            WHERE job_id = ? AND NOT EXISTS (SELECT FROM job_evaluation e WHERE e.job_id = s.job_id)
            """)
        .param(id)
        .query((row, n) ->
            new JobLookup.Found(
                id,
                row.getString("frontier"),
                (Integer) row.getObject("best_candidate"),
                row.getInt("iteration"),
                row.getInt("candidates")))
        .optional();
  }

  /** Changes whenever the specification does; empty where there is no such job. */
  public Optional<String> specVersion(UUID id) {
    return jdbc.sql("SELECT xmin::text FROM job_spec WHERE job_id = ?")
        .param(id)
        .query(String.class)
        .optional();
  }

  /** The specification without examples, as JSON; empty where there is no such job. */
  public Optional<String> spec(UUID id) {
    return jdbc.sql("SELECT spec FROM job_spec WHERE job_id = ?")
        .param(id)
        .query(String.class)
        .optional();
  }

  /** The budget in the specification, as JSON; empty where there is no such job. */
  public Optional<String> budget(UUID id) {
    return jdbc.sql("SELECT spec -> 'budget' FROM job_spec WHERE job_id = ?")
        .param(id)
        .query(String.class)
        .optional();
  }

  /**
   * The texts that a job begins with first, as JSON; empty where there are none, or no such job.
   */
  public Optional<String> firstTexts(UUID id) {
    return jdbc.sql(
            """
            SELECT coalesce(r.components, s.spec -> 'seedCandidate')
            FROM job_spec s LEFT JOIN job_root r ON r.job_id = s.job_id AND r.index = 0
            WHERE s.job_id = ?
            """)
        .param(id)
        .query(String.class)
        .optional();
  }

  /** How many examples a job has; as with its sets, none to validate on where none were given. */
  public DataSizes sizes(UUID id) {
    return jdbc.sql(
            """
            SELECT coalesce(sum(size) FILTER (WHERE split = 'train'), 0) AS train,
              coalesce(sum(size) FILTER (WHERE split = 'val'), 0) AS val
            FROM (
              SELECT split, count(*) AS size FROM job_example WHERE job_id = ? GROUP BY split
              UNION ALL
              SELECT split, cardinality(rows) FROM job_set WHERE job_id = ?
            ) sizes
            """)
        .params(id, id)
        .query((row, n) -> new DataSizes(row.getInt("train"), row.getInt("val")))
        .single();
  }

  /** Who is told when the job ends; empty where nobody is, or there is no such job. */
  public Optional<OnEnd> onEnd(UUID id) {
    return jdbc.sql(
            "SELECT spec -> 'onEnd' FROM job_spec WHERE job_id = ? AND spec -> 'onEnd' IS NOT NULL")
        .param(id)
        .query((row, n) -> row.getString(1))
        .optional()
        .map(json -> Json.MAPPER.readValue(json, OnEnd.class));
  }

  /** The JSON of the examples of a set that the job brought itself, by position. */
  public List<String> exampleData(UUID id, Split split) {
    return jdbc.sql("SELECT data FROM job_example WHERE job_id = ? AND split = ? ORDER BY position")
        .params(id, split.wireName())
        .query((row, n) -> row.getString(1))
        .list();
  }

  /** A set's examples, by position. */
  public List<Example> examples(UUID id, Split split) {
    return jdbc
        .sql(
            """
            SELECT position, label, data FROM job_data WHERE job_id = ? AND split = ?
            """)
        .params(id, split.wireName())
        .query((row, n) ->
            new Example(
                row.getInt("position"), row.getString("label"), Json.parse(row.getString("data"))))
        .stream()
        // Here, since PostgreSQL would sort whole rows, on disk where they are many.
        .sorted(Comparator.comparingInt(Example::position))
        .toList();
  }

  /** All its examples. */
  public ExampleSets exampleSets(UUID id) {
    return new ExampleSets(
        examples(id, Split.TRAIN), examples(id, Split.VAL), examples(id, Split.TEST));
  }

  /** The job that was first submitted under an idempotency key. */
  public Optional<Claim> claim(String key) {
    return jdbc.sql("SELECT job_id, body_hash FROM job_idempotency WHERE key = ?")
        .param(key)
        .query(
            (row, n) -> new Claim(row.getObject("job_id", UUID.class), row.getString("body_hash")))
        .optional();
  }

  /**
   * A used idempotency key.
   *
   * @param jobId the job submitted under it
   * @param bodyHash of what was submitted
   */
  public record Claim(UUID jobId, String bodyHash) {}

  private static JobView view(ResultSet row, int n) throws SQLException {
    Progress progress = ProgressColumns.read(row);
    String requested = row.getString("requested");
    String errorCode = row.getString("error_code");
    Double seed = progress.testSeedScore();
    Double best = progress.testBestScore();
    return new JobView(
        row.getObject("id", UUID.class),
        row.getString("name"),
        JobStatus.valueOf(row.getString("status")),
        requested == null ? null : Requested.valueOf(requested).wireName(),
        row.getString("stop_reason"),
        row.getString("pause_reason"),
        errorCode == null ? null : new JobView.JobError(errorCode, row.getString("error_detail")),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        instant(row, "started_at"),
        instant(row, "finished_at"),
        row.getBoolean("simulated"),
        new JobView.ProgressView(
            progress.iteration(),
            progress.rollouts(),
            row.getObject("max_rollouts", Long.class),
            progress.candidates(),
            progress.bestCandidate(),
            progress.bestScore(),
            progress.seedScore()),
        progress.usage(),
        seed == null || best == null
            ? null
            : JobView.TestScores.of(seed, best, progress.testComparison(), progress.testDetails()),
        labels(row.getString("labels")),
        forkedFrom(row));
  }

  private static EvaluationJob evaluation(ResultSet row, int n) throws SQLException {
    UUID source = row.getObject("evaluated_job", UUID.class);
    return new EvaluationJob(
        view(row, n),
        source == null
            ? null
            : new EvaluationJob.Source(source, row.getInt("evaluated_candidate")));
  }

  private static JobView.@Nullable ForkedFrom forkedFrom(ResultSet row) throws SQLException {
    UUID source = row.getObject("source_id", UUID.class);
    return source == null
        ? null
        : new JobView.ForkedFrom(
            source, List.of((Integer[]) row.getArray("source_candidates").getArray()));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }

  private static Map<String, String> labels(String json) {
    Map<String, String> labels = new LinkedHashMap<>();
    Json.parse(json).properties().forEach(e -> labels.put(e.getKey(), e.getValue().stringValue()));
    return labels;
  }
}
