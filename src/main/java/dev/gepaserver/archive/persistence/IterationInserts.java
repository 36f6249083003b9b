package dev.gepaserver.archive.persistence;

import dev.gepaserver.archive.IterationRows;
import dev.gepaserver.common.Json;
import dev.gepaserver.engine.model.Candidate;
import dev.gepaserver.engine.model.CursorChange;
import dev.gepaserver.engine.model.FrontChange;
import dev.gepaserver.engine.model.IterationReport;
import dev.gepaserver.engine.model.MergeAttempt;
import dev.gepaserver.engine.model.Proposal;
import dev.gepaserver.engine.model.ReflectionOutcome;
import dev.gepaserver.engine.model.SamplerOrder;
import dev.gepaserver.engine.model.ValScores;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.JdbcTemplate;

/** The statements by which a finished iteration is written; one batch a table. */
final class IterationInserts {

  private final JdbcTemplate jdbc;
  private final InstantSource time;

  IterationInserts(JdbcTemplate jdbc, InstantSource time) {
    this.jdbc = jdbc;
    this.time = time;
  }

  void insert(UUID jobId, IterationRows rows, long firstSeq) {
    IterationReport report = rows.report();
    insertReport(jobId, report);
    insertCandidates(jobId, rows);
    long seq =
        insertReflections(
            jobId,
            report.iteration(),
            report.proposals().stream().flatMap(p -> p.reflections().stream()).toList(),
            firstSeq);
    seq = insertFrontChanges(jobId, report.iteration(), rows.frontChanges(), seq);
    insertMergeAttempts(jobId, report.iteration(), rows.mergeAttempts(), seq);
    if (rows.order() != null) {
      insertOrder(jobId, rows.order());
    }
    jdbc.update(
        "insert into checkpoint (job_id, iteration, state) values (?, ?, ?::json)"
            + " on conflict (job_id) do update set iteration = excluded.iteration, state = excluded.state",
        jobId,
        report.iteration(),
        CheckpointJson.write(rows.checkpoint()));
  }

  private void insertReport(UUID jobId, IterationReport report) {
    jdbc.update(
        "insert into iteration (job_id, iteration, kind, rollouts_before, rollouts_after, at) values (?, ?, ?, ?, ?, ?)",
        jobId,
        report.iteration(),
        report.kind().wireName(),
        report.rolloutsBefore(),
        report.rolloutsAfter(),
        Timestamp.from(time.instant()));
    batch(
        "insert into proposal (job_id, iteration, task, parents, minibatch, components, status, reason, new_texts,"
            + " scores_before, scores_after, candidate)"
            + " values (?, ?, ?, ?::int[], ?::int[], ?::json, ?, ?, ?::json, ?::float8[], ?::float8[], ?)",
        report.proposals(),
        p -> proposal(jobId, report.iteration(), p));
  }

  private static Object[] proposal(UUID jobId, int iteration, Proposal p) {
    return new Object[] {
      jobId,
      iteration,
      p.task(),
      array(p.parents()),
      array(p.minibatch()),
      Json.write(p.components()),
      p.status().wireName(),
      p.reason(),
      Json.write(p.newTexts()),
      array(p.scoresBefore()),
      array(p.scoresAfter()),
      p.candidate()
    };
  }

  private void insertCandidates(UUID jobId, IterationRows rows) {
    Map<Integer, Integer> cursors =
        rows.cursors().stream()
            .collect(Collectors.toMap(CursorChange::candidate, CursorChange::cursor, (a, b) -> b));
    batch(
        "insert into candidate (job_id, index, components, parents, origin, iteration, discovered_at, val_score, val_scores,"
            + " val_objectives, cursor) values (?, ?, ?::json, ?::int[], ?, ?, ?, ?, ?::float8[], ?::json, ?)",
        rows.added(),
        c -> candidate(jobId, c, cursors.getOrDefault(c.index(), 0)));
    batch(
        "update candidate set cursor = ? where job_id = ? and index = ?",
        cursors.entrySet(),
        e -> new Object[] {e.getValue(), jobId, e.getKey()});
  }

  private static Object[] candidate(UUID jobId, Candidate c, int cursor) {
    ValScores scores = c.valScores();
    List<Map<String, Double>> objectives = new ArrayList<>();
    if (scores.hasObjectives()) {
      IntStream.range(0, scores.size()).forEach(i -> objectives.add(scores.objectives(i)));
    }
    return new Object[] {
      jobId,
      c.index(),
      Json.write(c.texts().asMap()),
      array(c.parents()),
      c.origin().wireName(),
      c.iteration(),
      c.discoveredAt(),
      c.average(),
      array(Arrays.stream(scores.scores()).boxed().toList()),
      Json.write(objectives),
      cursor
    };
  }

  long insertReflections(
      UUID jobId, int iteration, List<ReflectionOutcome> reflections, long firstSeq) {
    List<Object[]> rows = new ArrayList<>();
    long seq = firstSeq;
    for (ReflectionOutcome reflection : reflections) {
      for (ReflectionOutcome.Attempt attempt : reflection.attempts()) {
        rows.add(
            new Object[] {
              jobId,
              iteration,
              reflection.task(),
              reflection.componentPosition(),
              attempt.number(),
              seq++,
              reflection.component(),
              attempt.status().wireName(),
              attempt.reason(),
              attempt.newText()
            });
      }
    }
    batch(
        "insert into reflection (job_id, iteration, task, position, attempt, seq, component, status, reason, new_text)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
        rows,
        row -> row);
    return seq;
  }

  private long insertFrontChanges(
      UUID jobId, int iteration, List<FrontChange> changes, long firstSeq) {
    List<BulkTables.FrontRow> rows = new ArrayList<>(changes.size());
    long seq = firstSeq;
    for (FrontChange change : changes) {
      rows.add(new BulkTables.FrontRow(jobId, seq++, iteration, change));
    }
    BulkTables.FRONT_CHANGE.insert(jdbc, rows);
    return seq;
  }

  private void insertMergeAttempts(
      UUID jobId, int iteration, List<MergeAttempt> attempts, long firstSeq) {
    long[] seq = {firstSeq};
    batch(
        "insert into merge_attempt (job_id, seq, iteration, first, second, ancestor, owners)"
            + " values (?, ?, ?, ?, ?, ?, ?::int[])",
        attempts,
        a ->
            new Object[] {
              jobId, seq[0]++, iteration, a.first(), a.second(), a.ancestor(), array(a.owners())
            });
  }

  private void insertOrder(UUID jobId, SamplerOrder order) {
    jdbc.update(
        "insert into sampler_order (job_id, epoch, examples) values (?, ?, ?::int[])",
        jobId,
        order.epoch(),
        array(order.examples()));
  }

  private <T> void batch(String sql, Collection<T> rows, Function<T, Object[]> binder) {
    if (!rows.isEmpty()) {
      jdbc.batchUpdate(sql, rows.stream().map(binder).toList());
    }
  }

  /** PostgreSQL's text form of an array of numbers. */
  private static String array(Collection<? extends Number> numbers) {
    return numbers.stream().map(Number::toString).collect(Collectors.joining(",", "{", "}"));
  }
}
