package dev.gepaserver.archive.persistence;

import dev.gepaserver.archive.Views.FrontKeyView;
import dev.gepaserver.archive.Views.ParetoView;
import dev.gepaserver.engine.model.FrontChange;
import dev.gepaserver.engine.model.FrontKey;
import dev.gepaserver.engine.model.Frontier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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

  /** The front as it was after an iteration. */
  ParetoView asOf(UUID jobId, String frontier, int iteration, List<String> labels) {
    List<FrontChange> changes =
        jdbc.query(
            STANDING,
            (row, i) ->
                new FrontChange(
                    new FrontKey(Rows.integer(row, "example"), row.getString("objective")),
                    row.getDouble("score"),
                    row.getInt("candidate"),
                    row.getBoolean("replaces")),
            jobId,
            iteration);
    List<Double> averages =
        jdbc.query(
            "select val_score from candidate where job_id = ? and iteration <= ? order by index",
            (row, i) -> row.getDouble("val_score"),
            jobId,
            iteration);
    Frontier front = Frontier.replay(changes);
    List<FrontKeyView> keys = new ArrayList<>();
    for (Frontier.Front one : front.fronts()) {
      Integer example = one.key().example();
      keys.add(
          new FrontKeyView(
              example == null ? null : labels.get(example),
              one.key().objective(),
              one.score(),
              one.candidates()));
    }
    return new ParetoView(frontier, iteration, keys, front.nonDominated(averages::get));
  }
}
