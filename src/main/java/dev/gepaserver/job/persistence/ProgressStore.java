package dev.gepaserver.job.persistence;

import dev.gepaserver.common.Json;
import dev.gepaserver.engine.model.PairedComparison;
import dev.gepaserver.job.Progress;
import dev.gepaserver.job.TestDetails;
import dev.gepaserver.job.UsageDelta;
import dev.gepaserver.journal.Role;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Keeps jobs' counters. Every method joins its caller's transaction. */
@Repository
public class ProgressStore {

  private static final List<String> MODEL_COLUMNS =
      List.of(
          "calls",
          "input_tokens",
          "cached_tokens",
          "reasoning_tokens",
          "output_tokens",
          "cost_nanos",
          "unpriced");

  private static final String ADD =
      Stream.concat(
              Stream.of("rollouts", "webhook_calls", "webhook_cost_nanos", "open_calls"),
              Stream.of(Role.values())
                  .flatMap(role -> MODEL_COLUMNS.stream().map(c -> role.wireName() + "_" + c)))
          .map(column -> column + " = " + column + " + ?")
          .collect(
              Collectors.joining(
                  ", ",
                  "UPDATE job_progress SET ",
                  ", running_ms = greatest(running_ms, ?) WHERE job_id = ?"));

  private final JdbcTemplate batches;
  private final JdbcClient jdbc;

  ProgressStore(JdbcTemplate batches, JdbcClient jdbc) {
    this.batches = batches;
    this.jdbc = jdbc;
  }

  /** Adds to the counters, one update a job in one batch; of each job at most one delta. */
  public void add(Collection<UsageDelta> deltas, Map<UUID, Long> runningMs) {
    if (!deltas.isEmpty()) {
      batches.batchUpdate(
          ADD,
          deltas.stream()
              .map(delta -> values(delta, runningMs.getOrDefault(delta.jobId(), 0L)))
              .toList());
    }
  }

  private static Object[] values(UsageDelta delta, long runningMs) {
    List<Object> values = new ArrayList<>();
    values.add(delta.rollouts());
    values.add(delta.webhookCalls());
    values.add(delta.webhookCostNanos());
    values.add(delta.openCalls());
    for (Role role : Role.values()) {
      UsageDelta.Calls calls = delta.of(role);
      values.addAll(
          List.of(
              calls.calls(),
              calls.inputTokens(),
              calls.cachedTokens(),
              calls.reasoningTokens(),
              calls.outputTokens(),
              calls.costNanos(),
              calls.unpriced()));
    }
    values.add(runningMs);
    values.add(delta.jobId());
    return values.toArray();
  }

  /** Overwrites what an iteration changes. */
  public void iterationFinished(
      UUID jobId,
      int iteration,
      int candidates,
      @Nullable Integer bestCandidate,
      @Nullable Double bestScore,
      @Nullable Double seedScore,
      long runningMs) {
    jdbc.sql(
            """
            UPDATE job_progress
            SET iteration = ?, candidates = ?, best_candidate = ?, best_score = ?, seed_score = ?, running_ms = ?
            WHERE job_id = ?
            """)
        .param(iteration)
        .param(candidates)
        .param(bestCandidate)
        .param(bestScore)
        .param(seedScore)
        .param(runningMs)
        .param(jobId)
        .update();
  }

  /**
   * What is still open is from now on in doubt.
   *
   * @param runningMs null where it is not known
   */
  public void runEnded(UUID jobId, @Nullable Long runningMs) {
    jdbc.sql(
            """
            UPDATE job_progress
            SET in_doubt_calls = in_doubt_calls + open_calls, open_calls = 0, running_ms = coalesce(?, running_ms)
            WHERE job_id = ?
            """)
        .param(runningMs)
        .param(jobId)
        .update();
  }

  /** Keeps what the held-out test has found. */
  public void testFinished(
      UUID jobId,
      double seedScore,
      double bestScore,
      PairedComparison comparison,
      TestDetails details) {
    jdbc.sql(
            """
            UPDATE job_progress
            SET test_seed_score = ?, test_best_score = ?, test_better = ?, test_worse = ?, test_equal = ?, test_low = ?,
              test_high = ?, test_resamples = ?, test_details = ?::json
            WHERE job_id = ?
            """)
        .params(
            seedScore,
            bestScore,
            comparison.better(),
            comparison.worse(),
            comparison.equal(),
            comparison.low(),
            comparison.high(),
            comparison.resamples(),
            Json.write(details),
            jobId)
        .update();
  }

  /** Takes rollouts back, and what the held-out test has found. */
  public void reopened(UUID jobId, long uncounted) {
    jdbc.sql(
            """
            UPDATE job_progress
            SET rollouts = rollouts - ?, test_seed_score = NULL, test_best_score = NULL, test_better = NULL, test_worse = NULL,
              test_equal = NULL, test_low = NULL, test_high = NULL, test_resamples = NULL, test_details = NULL
            WHERE job_id = ?
            """)
        .params(uncounted, jobId)
        .update();
  }

  /** The counters; empty where there is no such job. */
  public Optional<Progress> load(UUID jobId) {
    return jdbc.sql("SELECT * FROM job_progress WHERE job_id = ?")
        .param(jobId)
        .query((row, n) -> ProgressColumns.read(row))
        .optional();
  }
}
