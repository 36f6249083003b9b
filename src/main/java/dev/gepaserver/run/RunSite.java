package dev.gepaserver.run;

import dev.gepaserver.archive.ArchiveLoader;
import dev.gepaserver.archive.ArchiveSummaries;
import dev.gepaserver.archive.ArchiveWriter;
import dev.gepaserver.archive.ArchiveWriter.NewEvent;
import dev.gepaserver.archive.IterationRows;
import dev.gepaserver.engine.model.Candidate;
import dev.gepaserver.engine.model.PairedComparison;
import dev.gepaserver.engine.model.ReflectionOutcome;
import dev.gepaserver.engine.model.StopReason;
import dev.gepaserver.job.JobProgress;
import dev.gepaserver.job.JobRuns;
import dev.gepaserver.job.PauseReason;
import dev.gepaserver.job.TestDetails;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Where one run's results go.
 *
 * @param jobId the job
 * @param control stops the run
 * @param journal its record
 * @param purse what the job has used up
 * @param stores the rooms that keep its results
 */
record RunSite(UUID jobId, RunControl control, RunJournal journal, Purse purse, Stores stores) {

  /** The rooms that keep a run's results. */
  record Stores(
      ArchiveWriter archive,
      ArchiveLoader loader,
      ArchiveSummaries summaries,
      JobProgress progress,
      JobRuns jobs,
      Leases leases) {}

  /** Commits a finished iteration in one fenced transaction and waits for it. */
  void commit(
      IterationRows rows, List<NewEvent> events, int candidates, Candidate best, Candidate seed) {
    long runningMs = purse.runningTime().toMillis();
    RunJournal.await(
        journal.record(
            ArchiveWriter.seqsNeeded(rows),
            firstSeq ->
                () -> {
                  stores.archive.insertIteration(jobId, rows, firstSeq);
                  stores.archive.appendEvents(jobId, events);
                  stores.progress.iterationFinished(
                      jobId,
                      rows.report().iteration(),
                      candidates,
                      best.index(),
                      best.average(),
                      seed.average(),
                      runningMs);
                }));
    purse.iterationFinished();
  }

  /**
   * Keeps how the first text of a job without a seed came about; again after a resume, where it
   * stays as it was.
   */
  void keepFirstText(ReflectionOutcome outcome) {
    RunJournal.await(
        journal.record(
            outcome.attempts().size(),
            firstSeq ->
                () -> stores.archive.insertReflections(jobId, 0, List.of(outcome), firstSeq)));
  }

  /**
   * Says whose call has an unknown cost.
   *
   * @param byReflection whether only calls of the reflection model matter
   */
  String unknownCost(boolean byReflection) {
    String model = stores.loader.unpriced(jobId, byReflection);
    return "the cost of a call of %s is not known, because its answer told no usage of tokens; a limit of cost cannot be kept"
        .formatted(model == null ? "a model" : model);
  }

  /** What is known of a test, whose rollouts are all written. */
  TestDetails details(Candidate seed, Candidate best, List<TestDetails.WorseExample> worse) {
    List<ArchiveSummaries.Tested> tested = stores.summaries.tested(jobId);
    return new TestDetails(effort(seed, tested), effort(best, tested), worse);
  }

  private static TestDetails.Effort effort(Candidate candidate, List<ArchiveSummaries.Tested> all) {
    BigDecimal cost = null;
    for (ArchiveSummaries.Tested tested : all) {
      cost = tested.candidate() == candidate.index() ? tested.meanCostUsd() : cost;
    }
    int characters =
        candidate.texts().asMap().values().stream()
            .mapToInt(text -> text.codePointCount(0, text.length()))
            .sum();
    return new TestDetails.Effort(cost, characters);
  }

  /**
   * Brings the job to its end, or to a pause, in one fenced transaction and waits for it; it is the
   * run's last. Calls still on the wire are in doubt from then on.
   */
  void settle(Consumer<Ending> ending) {
    leave(() -> ending.accept(new Ending()));
  }

  /** Gives the job back as it is, for another run to go on with. */
  void handBack() {
    leave(() -> {});
  }

  private void leave(Runnable last) {
    long runningMs = purse.runningTime().toMillis();
    List<NewEvent> outages = journal.outagesLeft();
    RunJournal.await(
        journal.record(
            0,
            seq ->
                () -> {
                  stores.archive.appendEvents(jobId, outages);
                  // First the counters, since the last step may tell others of the job as it is
                  // then.
                  stores.progress.runEnded(jobId, runningMs);
                  last.run();
                  stores.leases.revoke(jobId);
                }));
  }

  /**
   * The ways a run may settle its job; where somebody else has settled it meanwhile, nothing
   * happens.
   */
  final class Ending {

    void tested(
        double seedScore, double bestScore, PairedComparison comparison, TestDetails details) {
      stores.progress.testFinished(jobId, seedScore, bestScore, comparison, details);
    }

    boolean completed(StopReason reason) {
      return stores.jobs.completed(jobId, reason);
    }

    void failed(String code, String detail) {
      stores.jobs.failed(jobId, code, detail);
    }

    void cancelled() {
      stores.jobs.cancelled(jobId);
    }

    void paused(PauseReason reason) {
      stores.jobs.paused(jobId, reason);
    }
  }
}
