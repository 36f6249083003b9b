package dev.gepaserver.job.persistence;

import dev.gepaserver.common.Json;
import dev.gepaserver.engine.Root;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.engine.model.ValScores;
import dev.gepaserver.job.Fork;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.JsonNode;

/** Keeps what jobs begin with that do not begin with their seed: forks and evaluations. */
@Repository
public class ForkStore {

  private final JdbcTemplate jdbc;

  ForkStore(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Keeps where a job comes from; joins its caller's transaction. */
  public void insert(UUID jobId, Fork fork) {
    jdbc.update(
        "INSERT INTO job_fork (job_id, source_id, candidates) VALUES (?, ?, ?)",
        jobId,
        fork.source(),
        fork.candidates().toArray(Integer[]::new));
    insertRoots(jobId, fork.roots());
  }

  /** Keeps what a job begins with instead of its seed; joins its caller's transaction. */
  public void insertRoots(UUID jobId, List<Root> roots) {
    jdbc.batchUpdate(
        """
        INSERT INTO job_root (job_id, index, components, val_scores, val_objectives)
        VALUES (?, ?, ?::json, ?, ?::json)
        """,
        IntStream.range(0, roots.size()).mapToObj(i -> row(jobId, i, roots.get(i))).toList());
  }

  private static @Nullable Object[] row(UUID jobId, int index, Root root) {
    ValScores known = root.known();
    return new @Nullable Object[] {
      jobId,
      index,
      Json.write(root.texts().asMap()),
      known == null ? null : Arrays.stream(known.scores()).boxed().toArray(Double[]::new),
      known == null ? null : Json.write(objectives(known))
    };
  }

  private static List<SortedMap<String, Double>> objectives(ValScores scores) {
    return scores.hasObjectives()
        ? IntStream.range(0, scores.size()).mapToObj(scores::objectives).toList()
        : List.of();
  }

  /** What a job begins with; empty where that is its seed. */
  public List<Root> roots(UUID jobId) {
    return jdbc.query(
        "SELECT components, val_scores, val_objectives FROM job_root WHERE job_id = ? ORDER BY index",
        (row, n) -> new Root(texts(row.getString("components")), scores(row)),
        jobId);
  }

  /** How many candidates a job has to roll out before its search begins. */
  public int unscoredRoots(UUID jobId) {
    Integer roots =
        jdbc.queryForObject(
            """
            SELECT CASE WHEN count(*) = 0 THEN 1 ELSE count(*) FILTER (WHERE val_scores IS NULL) END
            FROM job_root WHERE job_id = ?
            """,
            Integer.class,
            jobId);
    return roots == null ? 1 : roots;
  }

  private static Texts texts(String json) {
    Map<String, String> texts = new LinkedHashMap<>();
    Json.parse(json).properties().forEach(e -> texts.put(e.getKey(), e.getValue().stringValue()));
    return Texts.of(texts);
  }

  private static @Nullable ValScores scores(ResultSet row) throws SQLException {
    Array scores = row.getArray("val_scores");
    return scores == null
        ? null
        : ValScores.of(
            Arrays.stream((Double[]) scores.getArray()).mapToDouble(Double::doubleValue).toArray(),
            Json.parse(row.getString("val_objectives"))
                .valueStream()
                .map(ForkStore::objectives)
                .toList());
  }

  private static SortedMap<String, Double> objectives(JsonNode json) {
    SortedMap<String, Double> objectives = new TreeMap<>();
    json.properties().forEach(e -> objectives.put(e.getKey(), e.getValue().doubleValue()));
    return objectives;
  }
}
