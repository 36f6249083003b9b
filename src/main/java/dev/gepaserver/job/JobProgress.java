package dev.gepaserver.job;

import dev.gepaserver.common.ApiException;
import dev.gepaserver.engine.model.PairedComparison;
import dev.gepaserver.job.persistence.ProgressStore;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * The counters of jobs, as workers keep them. Every method joins its caller's transaction, who
 * makes sure that it still holds the job; none opens one.
 */
@Service
public class JobProgress {

  private final ProgressStore store;

  JobProgress(ProgressStore store) {
    this.store = store;
  }

  /**
   * Adds to the counters of any number of jobs; in the order of their ids, so that two callers
   * never wait for each other.
   *
   * @param runningMs time in work in all until now of some of these jobs, milliseconds
   */
  public void addUsage(List<UsageDelta> deltas, Map<UUID, Long> runningMs) {
    Map<UUID, UsageDelta> byJob = new TreeMap<>();
    deltas.forEach(delta -> byJob.merge(delta.jobId(), delta, UsageDelta::plus));
    store.add(byJob.values(), runningMs);
  }

  /** Adds to the counters, as {@link #addUsage(List, Map)}. */
  public void addUsage(List<UsageDelta> deltas) {
    addUsage(deltas, Map.of());
  }

  /**
   * Tells how far a job is after an iteration.
   *
   * @param iteration as the API numbers it; 0 after the seed
   * @param candidates candidates, the seed included
   * @param bestCandidate index of the best
   * @param bestScore its average
   * @param seedScore the seed's average
   * @param runningMs time in work in all, milliseconds
   */
  public void iterationFinished(
      UUID jobId,
      int iteration,
      int candidates,
      @Nullable Integer bestCandidate,
      @Nullable Double bestScore,
      @Nullable Double seedScore,
      long runningMs) {
    store.iterationFinished(
        jobId, iteration, candidates, bestCandidate, bestScore, seedScore, runningMs);
  }

  /**
   * A run has ended in order: the calls it leaves without an answer are in doubt.
   *
   * @param runningMs time in work in all, milliseconds
   */
  public void runEnded(UUID jobId, long runningMs) {
    store.runEnded(jobId, runningMs);
  }

  /** A run has died: the calls it left without an answer are in doubt. */
  public void runDied(UUID jobId) {
    store.runEnded(jobId, null);
  }

  /**
   * Tells the averages on the test set, how the scores behind them differ, and what else is known.
   */
  public void testFinished(
      UUID jobId,
      double seedScore,
      double bestScore,
      PairedComparison comparison,
      TestDetails details) {
    store.testFinished(jobId, seedScore, bestScore, comparison, details);
  }

  /**
   * Takes back what a reopened job has not done any more: some rollouts, and its test.
   *
   * @param uncounted rollouts that are not counted any more
   */
  public void reopened(UUID jobId, long uncounted) {
    store.reopened(jobId, uncounted);
  }

  /**
   * Reads the counters.
   *
   * @throws ApiException {@code not-found} where there is no such job
   */
  public Progress load(UUID jobId) {
    return store.load(jobId).orElseThrow(() -> ApiException.notFound("there is no job " + jobId));
  }
}
