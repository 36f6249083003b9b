package dev.gepaserver.archive.persistence;

import dev.gepaserver.archive.ArchiveLoader;
import dev.gepaserver.archive.OpenCost;
import dev.gepaserver.archive.OpenWork;
import dev.gepaserver.archive.SavedSearch;
import dev.gepaserver.common.Json;
import dev.gepaserver.engine.model.CachedScore;
import dev.gepaserver.engine.model.Candidate;
import dev.gepaserver.engine.model.Checkpoint;
import dev.gepaserver.engine.model.CursorChange;
import dev.gepaserver.engine.model.FrontChange;
import dev.gepaserver.engine.model.FrontKey;
import dev.gepaserver.engine.model.MergeAttempt;
import dev.gepaserver.engine.model.Origin;
import dev.gepaserver.engine.model.RejectedText;
import dev.gepaserver.engine.model.SamplerOrder;
import dev.gepaserver.engine.model.SearchOptions;
import dev.gepaserver.engine.model.Split;
import dev.gepaserver.engine.model.StateRows;
import dev.gepaserver.engine.model.Sums;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.engine.model.ValScores;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

@Repository
@Transactional(readOnly = true)
class JdbcArchiveLoader implements ArchiveLoader {

  // Heeded within a transaction only; else all rows of a long job would be in memory twice.
  private static final int ROWS_AT_ONCE = 1000;

  private final JdbcTemplate jdbc;
  private final OpenWorkQueries open;

  JdbcArchiveLoader(DataSource dataSource) {
    this.jdbc = new JdbcTemplate(dataSource);
    this.jdbc.setFetchSize(ROWS_AT_ONCE);
    this.open = new OpenWorkQueries(jdbc);
  }

  @Override
  public Optional<SavedSearch> search(UUID jobId, SearchOptions options) {
    List<Checkpoint> checkpoints =
        jdbc.query(
            "select state from checkpoint where job_id = ?",
            (row, i) -> CheckpointJson.read(row.getString("state")),
            jobId);
    if (checkpoints.isEmpty()) {
      return Optional.empty();
    }
    List<CursorChange> cursors = new ArrayList<>();
    List<Candidate> candidates = candidates(jobId, cursors);
    StateRows rows =
        new StateRows(
            candidates,
            cursors,
            frontChanges(jobId),
            mergeAttempts(jobId),
            order(jobId),
            options.reflection().prompts().showRejected() > 0 ? rejected(jobId) : List.of(),
            options.cacheEvaluations()
                ? cachedScores(jobId, checkpoints.getFirst().iterations(), candidates)
                : List.of());
    return Optional.of(new SavedSearch(checkpoints.getFirst(), rows));
  }

  @Override
  public int openIteration(UUID jobId) {
    return open.iteration(jobId);
  }

  @Override
  public OpenWork openWork(UUID jobId, int openIteration) {
    return open.work(jobId, openIteration);
  }

  @Override
  public OpenCost openCost(UUID jobId, int openIteration) {
    Integer[] tested = OpenWorkQueries.tested(openIteration, open.testPlaces(jobId));
    OpenCost cost =
        jdbc.queryForObject(
            """
            with paid as (
              select iteration, stage, call, cost_nanos from model_call where job_id = ?
                and (iteration = ? or (stage = 'test' and iteration = any (?)))
              union all
              select iteration, stage, call, cost_nanos from tool_call where job_id = ?
                and (iteration = ? or (stage = 'test' and iteration = any (?)))
            )
            select coalesce(sum(cost_nanos) filter (where stage <> 'test' and call !~ '~[0-9]+$'), 0)::bigint as open,
              coalesce(sum(cost_nanos) filter (where stage = 'reflection' and call !~ '~[0-9]+$'), 0)::bigint as reflection,
              (coalesce(sum(cost_nanos) filter (where stage = 'test'), 0)
                + (select cleared_test_nanos from job_progress where job_id = ?))::bigint as tests,
              coalesce(sum(cost_nanos) filter (where stage = 'test' and iteration = ? and call !~ '~[0-9]+$'), 0)::bigint as last_test,
              count(*) filter (where cost_nanos is null and stage <> 'test' and call !~ '~[0-9]+$') as unpriced,
              count(*) filter (where cost_nanos is null and stage = 'reflection' and call !~ '~[0-9]+$') as unpriced_reflections,
              count(*) filter (where cost_nanos is null and stage = 'test')
                + (select cleared_test_unpriced from job_progress where job_id = ?) as unpriced_tests
            from paid
            """,
            (row, i) ->
                new OpenCost(
                    row.getLong("open"),
                    row.getLong("reflection"),
                    row.getLong("tests"),
                    row.getLong("last_test"),
                    new OpenCost.Unpriced(
                        row.getLong("unpriced"),
                        row.getLong("unpriced_reflections"),
                        row.getLong("unpriced_tests"))),
            jobId,
            openIteration,
            tested,
            jobId,
            openIteration,
            tested,
            jobId,
            openIteration - 1,
            jobId);
    return cost == null ? OpenCost.NONE : cost;
  }

  @Override
  public @Nullable String unpriced(UUID jobId, boolean byReflection) {
    return jdbc
        .queryForList(
            "select provider || '/' || model from model_call where job_id = ? and cost_nanos is null"
                + " and (stage = 'reflection' or (stage <> 'test' and not ?)) order by seq limit 1",
            String.class,
            jobId,
            byReflection)
        .stream()
        .findFirst()
        .orElse(null);
  }

  private List<Candidate> candidates(UUID jobId, List<CursorChange> cursors) {
    return jdbc.query(
        "select * from candidate where job_id = ? order by index",
        (row, i) -> {
          cursors.add(new CursorChange(row.getInt("index"), row.getInt("cursor")));
          return candidate(row);
        },
        jobId);
  }

  static Candidate candidate(ResultSet row) throws SQLException {
    return new Candidate(
        row.getInt("index"),
        Texts.of(Rows.texts(row.getString("components"))),
        Rows.ints(row, "parents"),
        Origin.valueOf(row.getString("origin").toUpperCase(Locale.ROOT)),
        row.getInt("iteration"),
        row.getLong("discovered_at"),
        valScores(row));
  }

  private static ValScores valScores(ResultSet row) throws SQLException {
    double[] scores =
        Rows.doubles(row, "val_scores").stream().mapToDouble(Double::doubleValue).toArray();
    List<SortedMap<String, Double>> objectives = new ArrayList<>();
    Json.parse(row.getString("val_objectives")).forEach(map -> objectives.add(Rows.scores(map)));
    return ValScores.of(scores, objectives);
  }

  private List<FrontChange> frontChanges(UUID jobId) {
    return jdbc.query(
        "select example, objective, score, candidate, replaces from front_change where job_id = ? order by seq",
        (row, i) ->
            new FrontChange(
                new FrontKey(Rows.integer(row, "example"), row.getString("objective")),
                row.getDouble("score"),
                row.getInt("candidate"),
                row.getBoolean("replaces")),
        jobId);
  }

  private List<MergeAttempt> mergeAttempts(UUID jobId) {
    return jdbc.query(
        "select first, second, ancestor, owners from merge_attempt where job_id = ? order by seq",
        (row, i) ->
            new MergeAttempt(
                row.getInt("first"),
                row.getInt("second"),
                row.getInt("ancestor"),
                Rows.ints(row, "owners")),
        jobId);
  }

  private @Nullable SamplerOrder order(UUID jobId) {
    return jdbc
        .query(
            "select epoch, examples from sampler_order where job_id = ? order by epoch desc limit 1",
            (row, i) -> new SamplerOrder(row.getLong("epoch"), Rows.ints(row, "examples")),
            jobId)
        .stream()
        .findFirst()
        .orElse(null);
  }

  private List<RejectedText> rejected(UUID jobId) {
    List<RejectedText> rejected = new ArrayList<>();
    // As RejectedText.of has it: texts that another proposal of the iteration got accepted with are
    // not rejected ones.
    jdbc.query(
        "select parents, new_texts, scores_before, scores_after from proposal p"
            + " where job_id = ? and status = 'rejected' and cardinality(parents) = 1"
            + " and not exists (select from proposal a where a.job_id = p.job_id and a.iteration = p.iteration"
            + " and a.status = 'accepted' and a.new_texts::text = p.new_texts::text)"
            + " order by iteration, task",
        row -> {
          int parent = Rows.ints(row, "parents").getFirst();
          double before = Sums.of(Rows.doubles(row, "scores_before"));
          double after = Sums.of(Rows.doubles(row, "scores_after"));
          Rows.texts(row.getString("new_texts"))
              .forEach((component, text) ->
                  rejected.add(new RejectedText(parent, component, text, before, after)));
        },
        jobId);
    return rejected;
  }

  private List<CachedScore> cachedScores(UUID jobId, int finished, List<Candidate> candidates) {
    record Task(int iteration, int task) {}
    Map<Task, Texts> proposed = new HashMap<>();
    jdbc.query(
        "select iteration, task, parents, new_texts from proposal where job_id = ? and cardinality(scores_after) > 0",
        row -> {
          Texts parent = candidates.get(Rows.ints(row, "parents").getFirst()).texts();
          proposed.put(
              new Task(row.getInt("iteration"), row.getInt("task")),
              parent.with(Rows.texts(row.getString("new_texts"))));
        },
        jobId);
    List<CachedScore> cached = new ArrayList<>();
    jdbc.query(
        "select iteration, task, candidate, split, example, score, objectives from rollout"
            + " where job_id = ? and iteration <= ? and stage <> 'test' order by iteration,"
            + " array_position(array['seed', 'parent', 'child', 'merge', 'validation'], stage), task, position",
        row -> {
          Integer candidate = Rows.integer(row, "candidate");
          Texts texts =
              candidate == null
                  ? proposed.get(new Task(row.getInt("iteration"), row.getInt("task")))
                  : candidates.get(candidate).texts();
          if (texts == null) {
            throw new IllegalStateException("a rollout without a candidate or a proposal");
          }
          cached.add(
              new CachedScore(
                  texts,
                  Split.valueOf(row.getString("split").toUpperCase(Locale.ROOT)),
                  row.getInt("example"),
                  row.getDouble("score"),
                  Rows.scores(Rows.object(row, "objectives"))));
        },
        jobId,
        finished);
    return cached;
  }
}
