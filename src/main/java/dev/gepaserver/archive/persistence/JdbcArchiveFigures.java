package dev.gepaserver.archive.persistence;

import dev.gepaserver.archive.ArchiveFigures;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

@Repository
class JdbcArchiveFigures implements ArchiveFigures {

  /** Iterations that the pace is taken from. */
  private static final int LATEST = 20;

  private final JdbcTemplate jdbc;
  private final ExampleLabels labels;

  JdbcArchiveFigures(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
    this.labels = new ExampleLabels(jdbc);
  }

  @Override
  public Map<UUID, List<BestScore>> bestScores(Collection<UUID> jobIds) {
    Map<UUID, List<BestScore>> scores = new HashMap<>();
    jdbc.query(
        """
        select job_id, discovered_at, val_score from (
          select job_id, index, discovered_at, val_score,
                 max(val_score) over (partition by job_id order by index rows between unbounded preceding and 1 preceding) as before
          from candidate where job_id = any (?)
        ) c where before is null or val_score > before order by job_id, index\
        """,
        row -> {
          scores
              .computeIfAbsent(row.getObject("job_id", UUID.class), id -> new ArrayList<>())
              .add(new BestScore(row.getLong("discovered_at"), Rows.finite(row, "val_score")));
        },
        (Object) jobIds.toArray(UUID[]::new));
    return scores;
  }

  @Override
  public List<CandidatePoint> candidates(UUID jobId) {
    return jdbc.query(
        "select index, discovered_at, val_score, origin, iteration from candidate where job_id = ?"
            + " order by index",
        (row, i) ->
            new CandidatePoint(
                row.getInt("index"),
                row.getLong("discovered_at"),
                Rows.finite(row, "val_score"),
                row.getString("origin"),
                row.getInt("iteration")),
        jobId);
  }

  @Override
  public List<RejectedPoint> rejected(UUID jobId, int atMost) {
    return jdbc.query(
        """
        select iteration, rollouts_after, (select avg(score) from unnest(scores_after) score) as score from (
          select p.iteration, p.task, i.rollouts_after, p.scores_after,
                 row_number() over (order by p.iteration, p.task) as place, count(*) over () as total
          from proposal p join iteration i on i.job_id = p.job_id and i.iteration = p.iteration
          where p.job_id = ? and p.status = 'rejected' and cardinality(p.scores_after) > 0
        ) r where (place - 1) % ((total + ? - 1) / ?) = 0 order by iteration, task\
        """,
        (row, i) ->
            new RejectedPoint(
                row.getInt("iteration"), row.getLong("rollouts_after"), Rows.finite(row, "score")),
        jobId,
        atMost,
        atMost);
  }

  @Override
  public Map<String, Long> rolloutsByStage(UUID jobId) {
    Map<String, Long> counts = new HashMap<>();
    jdbc.query(
        "select stage, count(*) as rollouts from rollout where job_id = ? group by stage",
        row -> {
          counts.put(row.getString("stage"), row.getLong("rollouts"));
        },
        jobId);
    return counts;
  }

  @Override
  public Optional<Pace> pace(UUID jobId) {
    record Ended(long rollouts, Instant at) {}
    List<Ended> latest =
        jdbc.query(
            "select rollouts_after, at from iteration where job_id = ? order by iteration desc limit ?",
            (row, i) ->
                new Ended(row.getLong("rollouts_after"), row.getTimestamp("at").toInstant()),
            jobId,
            LATEST + 1);
    if (latest.size() < 2) {
      return Optional.empty();
    }
    Ended last = latest.getFirst();
    Ended before = latest.getLast();
    return Optional.of(
        new Pace(
            latest.size() - 1,
            last.rollouts() - before.rollouts(),
            Duration.between(before.at(), last.at())));
  }

  @Override
  public Map<Integer, Map<String, @Nullable Double>> objectives(UUID jobId) {
    Map<Integer, Map<String, @Nullable Double>> means = new TreeMap<>();
    jdbc.query(
        """
        select c.index, o.key, avg(o.value::float8) as mean from candidate c
        cross join lateral json_array_elements(c.val_objectives) e cross join lateral json_each_text(e) o
        where c.job_id = ? group by c.index, o.key order by c.index, o.key\
        """,
        row -> {
          means
              .computeIfAbsent(row.getInt("index"), i -> new LinkedHashMap<>())
              .put(row.getString("key"), Rows.finite(row, "mean"));
        },
        jobId);
    return means;
  }

  @Override
  public ScoreTable scores(UUID jobId, ScoreWindow window) {
    Span examples = window.examples();
    String split = labels.validationSplit(jobId);
    int first = examples.from() + 1;
    int last = examples.from() + examples.atMost();
    List<ScoreRow> rows =
        jdbc.query(
            "select index, val_score, val_scores[?:?] as scores from candidate where job_id = ? order by "
                + (window.byScore() ? "val_score desc, index" : "index")
                + " limit ? offset ?",
            (row, i) ->
                new ScoreRow(
                    row.getInt("index"),
                    Rows.finite(row, "val_score"),
                    Rows.finiteDoubles(row, "scores")),
            first,
            last,
            jobId,
            window.candidates().atMost(),
            window.candidates().from());
    List<@Nullable Double> best = new ArrayList<>();
    jdbc.query(
        """
        select place, max(score) as best from candidate
        cross join lateral unnest(val_scores[?:?]) with ordinality as s (score, place)
        where job_id = ? group by place order by place\
        """,
        row -> {
          best.add(Rows.finite(row, "best"));
        },
        first,
        last,
        jobId);
    return new ScoreTable(
        labels.count(jobId, split),
        labels.span(jobId, split, examples.from(), examples.atMost()),
        best,
        rows);
  }
}
