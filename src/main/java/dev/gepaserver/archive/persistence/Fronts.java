package dev.gepaserver.archive.persistence;

import dev.gepaserver.archive.ArchiveFigures;
import dev.gepaserver.archive.Views.FrontKeyView;
import dev.gepaserver.archive.Views.ParetoView;
import dev.gepaserver.engine.model.FrontChange;
import dev.gepaserver.engine.model.FrontKey;
import dev.gepaserver.engine.model.Frontier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** The fronts, from their changes. */
final class Fronts {

  /** Of every key the changes since it was last taken over, keys in the order first scored. */
  private static final String STANDING =
      """
      select example, objective, score, candidate, seq = taken_over as replaces from (
        select *, min(seq) over per_key as first_seq, max(seq) filter (where replaces) over per_key as taken_over
        from front_change where job_id = ? and iteration <= ?
        window per_key as (partition by example, objective)
      ) changes where seq >= taken_over order by first_seq, seq\
      """;

  /**
   * The rollouts that scored candidates on examples of the front: those of their validation, and
   * where that took a score from the cache, those that they were accepted for.
   */
  private static final String ROLLOUTS =
      """
      with held as (select * from unnest(?::int[], ?::int[]) as held (candidate, example))
      select held.candidate, r.example, r.iteration, r.stage, r.task, r.position, r.seq, false as earlier
      from held
      join rollout r on r.job_id = ? and r.candidate = held.candidate and r.example = held.example
      where r.stage in ('seed', 'validation')
      union all
      select held.candidate, r.example, r.iteration, r.stage, r.task, r.position, r.seq, true
      from held
      join proposal p on p.job_id = ? and p.candidate = held.candidate
      join rollout r on r.job_id = p.job_id and r.iteration = p.iteration and r.task = p.task
        and r.example = held.example
      where r.stage in ('child', 'merge')
        and r.split = (select split from rollout where job_id = p.job_id and stage = 'seed' limit 1)
      order by earlier, seq\
      """;

  private final JdbcTemplate jdbc;

  Fronts(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Candidates that stand on any front now. */
  Set<Integer> members(UUID jobId) {
    return new HashSet<>(
        jdbc.query(
            "select distinct candidate from (" + STANDING + ") standing",
            (row, i) -> row.getInt("candidate"),
            jobId,
            Integer.MAX_VALUE));
  }

  /** The front as it was after an iteration, without its rollouts. */
  ArchiveFigures.Front figure(UUID jobId, int iteration) {
    Frontier front = front(jobId, iteration);
    return new ArchiveFigures.Front(
        iteration, front.fronts().size(), front.nonDominated(averages(jobId, iteration)::get));
  }

  private Frontier front(UUID jobId, int iteration) {
    return Frontier.replay(
        jdbc.query(
            STANDING,
            (row, i) ->
                new FrontChange(
                    new FrontKey(Rows.integer(row, "example"), row.getString("objective")),
                    row.getDouble("score"),
                    row.getInt("candidate"),
                    row.getBoolean("replaces")),
            jobId,
            iteration));
  }

  private List<Double> averages(UUID jobId, int iteration) {
    return jdbc.query(
        "select val_score from candidate where job_id = ? and iteration <= ? order by index",
        (row, i) -> row.getDouble("val_score"),
        jobId,
        iteration);
  }

  /** The front as it was after an iteration. */
  ParetoView asOf(UUID jobId, String frontier, int iteration, List<String> labels) {
    Frontier front = front(jobId, iteration);
    Map<Held, String> rollouts = rollouts(jobId, front);
    List<FrontKeyView> keys = new ArrayList<>();
    for (Frontier.Front one : front.fronts()) {
      Integer example = one.key().example();
      keys.add(
          new FrontKeyView(
              example == null ? null : Labels.at(labels, example),
              one.key().objective(),
              one.score(),
              one.candidates(),
              example == null ? null : shown(Held.first(example, one), rollouts)));
    }
    return new ParetoView(
        frontier, iteration, keys, front.nonDominated(averages(jobId, iteration)::get));
  }

  private static Map<Integer, String> shown(Held held, Map<Held, String> rollouts) {
    String rollout = rollouts.get(held);
    return rollout == null ? Map.of() : Map.of(held.candidate, rollout);
  }

  private Map<Held, String> rollouts(UUID jobId, Frontier front) {
    Set<Held> held = new LinkedHashSet<>();
    for (Frontier.Front one : front.fronts()) {
      Integer example = one.key().example();
      if (example != null) {
        held.add(Held.first(example, one));
      }
    }
    Map<Held, String> rollouts = new HashMap<>();
    if (held.isEmpty()) {
      return rollouts;
    }
    jdbc.query(
        ROLLOUTS,
        row -> {
          rollouts.putIfAbsent(
              new Held(row.getInt("candidate"), row.getInt("example")), RowViews.rolloutId(row));
        },
        held.stream().map(Held::candidate).toArray(Integer[]::new),
        held.stream().map(Held::example).toArray(Integer[]::new),
        jobId,
        jobId);
    return rollouts;
  }

  /** A candidate that stands on the front of an example. */
  private record Held(int candidate, int example) {

    /** Of many that share a front the first, since all of them were a table of their own. */
    static Held first(int example, Frontier.Front front) {
      return new Held(Collections.min(front.candidates()), example);
    }
  }
}
