package dev.gepaserver.archive.persistence;

import dev.gepaserver.archive.ArchiveFigures;
import dev.gepaserver.common.Money;
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

  /** What was added and spent in some iterations; held-out tests count for none. */
  private static final String SPENT =
      """
      with span as (select ?::uuid as job_id, ?::int as before, ?::int as last), calls as (
        select role, cost_nanos from model_call m join span s on m.job_id = s.job_id and m.iteration > s.before and m.iteration <= s.last
        where m.stage <> 'test'
        union all
        select 'tool', cost_nanos from tool_call t join span s on t.job_id = s.job_id and t.iteration > s.before and t.iteration <= s.last
        where t.stage <> 'test'
      )
      select (select count(*) from candidate c join span s on c.job_id = s.job_id and c.iteration > s.before and c.iteration <= s.last) as candidates,
        case when bool_or(cost_nanos is null) then null else coalesce(sum(cost_nanos), 0) end as cost,
        case when bool_or(cost_nanos is null and role = 'reflection') then null
          else coalesce(sum(cost_nanos) filter (where role = 'reflection'), 0) end as reflection_cost
      from calls\
      """;

  private final JdbcTemplate jdbc;
  private final ExampleLabels labels;
  private final Fronts fronts;

  JdbcArchiveFigures(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
    this.labels = new ExampleLabels(jdbc);
    this.fronts = new Fronts(jdbc);
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
  public Optional<Texts> texts(UUID jobId, int candidate) {
    return jdbc
        .query(
            "select index, val_score, components from candidate where job_id = ? and index = ?",
            (row, i) ->
                new Texts(
                    row.getInt("index"),
                    Rows.finite(row, "val_score"),
                    Rows.texts(row.getString("components"))),
            jobId,
            candidate)
        .stream()
        .findFirst();
  }

  @Override
  public boolean hasObjectives(UUID jobId) {
    return Boolean.TRUE.equals(
        jdbc.queryForObject(
            """
            select exists (
              select from candidate c cross join lateral json_array_elements(c.val_objectives) e
              cross join lateral json_object_keys(e) where c.job_id = ? and c.index = 0
            )\
            """,
            Boolean.class,
            jobId));
  }

  @Override
  public Optional<Front> front(UUID jobId) {
    Integer last =
        jdbc.queryForObject(
            "select max(iteration) from iteration where job_id = ?", Integer.class, jobId);
    return Optional.ofNullable(last).map(iteration -> fronts.figure(jobId, iteration));
  }

  @Override
  public Optional<Pace> pace(UUID jobId) {
    record Ended(int iteration, long rollouts, Instant at) {}
    List<Ended> latest =
        jdbc.query(
            "select iteration, rollouts_after, at from iteration where job_id = ? order by iteration desc limit ?",
            (row, i) ->
                new Ended(
                    row.getInt("iteration"),
                    row.getLong("rollouts_after"),
                    row.getTimestamp("at").toInstant()),
            jobId,
            LATEST + 1);
    if (latest.size() < 2) {
      return Optional.empty();
    }
    Ended last = latest.getFirst();
    Ended before = latest.getLast();
    return Optional.ofNullable(
        jdbc.queryForObject(
            SPENT,
            (row, i) ->
                new Pace(
                    latest.size() - 1,
                    last.rollouts() - before.rollouts(),
                    row.getInt("candidates"),
                    Duration.between(before.at(), last.at()),
                    Money.usd(Rows.number(row, "cost")),
                    Money.usd(Rows.number(row, "reflection_cost"))),
            jobId,
            before.iteration(),
            last.iteration()));
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
    boolean all = window.candidates().from() == 0 && rows.size() < window.candidates().atMost();
    return new ScoreTable(
        labels.count(jobId, split),
        labels.span(jobId, split, examples.from(), examples.atMost()),
        all ? best(rows) : best(jobId, first, last),
        rows);
  }

  /** Where all rows are at hand, the database need not be asked for their best. */
  private static List<@Nullable Double> best(List<ScoreRow> rows) {
    int columns = rows.stream().mapToInt(row -> row.scores().size()).max().orElse(0);
    List<@Nullable Double> best = new ArrayList<>();
    for (int i = 0; i < columns; i++) {
      best.add(null);
    }
    for (ScoreRow row : rows) {
      for (int i = 0; i < row.scores().size(); i++) {
        Double score = row.scores().get(i);
        Double before = best.get(i);
        if (score != null && (before == null || score > before)) {
          best.set(i, score);
        }
      }
    }
    return best;
  }

  private List<@Nullable Double> best(UUID jobId, int first, int last) {
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
    return best;
  }
}
