package dev.gepaserver.report;

import dev.gepaserver.archive.ArchiveSummaries;
import dev.gepaserver.archive.ArchiveSummaries.Shown;
import dev.gepaserver.archive.ArchiveSummaries.Tested;
import dev.gepaserver.archive.ArchiveSummaries.WorseExample;
import dev.gepaserver.archive.Diffs;
import dev.gepaserver.common.ApiException;
import dev.gepaserver.common.Cursor;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Page;
import dev.gepaserver.engine.model.Candidate;
import dev.gepaserver.job.CandidateSource;
import dev.gepaserver.job.JobLookup;
import dev.gepaserver.job.JobProgress;
import dev.gepaserver.job.JobView;
import dev.gepaserver.job.JobView.TestScores;
import dev.gepaserver.job.Jobs;
import dev.gepaserver.report.Report.Best;
import dev.gepaserver.report.Report.ComponentText;
import dev.gepaserver.report.Report.PerRollout;
import dev.gepaserver.report.Report.RolloutExcerpt;
import dev.gepaserver.report.Report.Search;
import dev.gepaserver.report.Report.Test;
import dev.gepaserver.report.Report.Validation;
import dev.gepaserver.report.Report.WorseView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/** Puts reports together: a fixed number of queries, whatever the job did, all of one moment. */
@Service
public class Reports {

  private static final int SEED = 0;
  private static final int WORSE_SHOWN = 20;
  private static final String SIMULATED =
      "Simulated models took part in this job. Its scores, texts and costs show how the service"
          + " works and say nothing about real models.";

  private final JobLookup lookup;
  private final Jobs jobs;
  private final JobProgress progress;
  private final CandidateSource candidates;
  private final ArchiveSummaries summaries;

  Reports(
      JobLookup lookup,
      Jobs jobs,
      JobProgress progress,
      CandidateSource candidates,
      ArchiveSummaries summaries) {
    this.lookup = lookup;
    this.jobs = jobs;
    this.progress = progress;
    this.candidates = candidates;
    this.summaries = summaries;
  }

  /**
   * The report of a job, whatever state it is in.
   *
   * @param jobId as in a path
   * @throws ApiException {@code not-found}; {@code no-candidate-yet} where the job has not ended
   *     and its seed is not scored
   */
  @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
  public Report of(String jobId) {
    UUID id = lookup.require(jobId).id();
    JobView job = jobs.get(id);
    Integer bestIndex = job.progress().bestCandidate();
    if (bestIndex == null && !job.status().ended()) {
      throw new ApiException(
          404,
          "no-candidate-yet",
          "the seed has not been rolled out on every validation example yet");
    }
    List<Candidate> found =
        bestIndex == null ? List.of() : candidates.candidates(id, List.of(SEED, bestIndex));
    Candidate best = found.isEmpty() ? null : found.getLast();
    List<Tested> tested = summaries.tested(id);
    return new Report(
        id,
        job.name(),
        job.status(),
        job.stopReason(),
        job.pauseReason(),
        job.error(),
        job.simulated(),
        job.simulated() ? SIMULATED : null,
        job.createdAt(),
        job.startedAt(),
        job.finishedAt(),
        new BudgetUse(progress.load(id), best, tested)
            .of(lookup.budget(id).orElseGet(Json::object)),
        best == null ? null : validation(job.progress(), best),
        best == null ? null : test(job, best.index(), tested),
        job.usage(),
        new Search(
            job.progress().iteration(), job.progress().candidates(), summaries.proposals(id)),
        best == null ? null : best(found.getFirst(), best));
  }

  /**
   * The held-out examples on which the best candidate scores less than the seed, those that lost
   * most first; none before the test.
   *
   * @param jobId as in a path
   * @throws ApiException {@code not-found}
   */
  public Page<WorseView> worse(String jobId, Cursor cursor) {
    JobLookup.Found job = lookup.require(jobId);
    Integer best = job.bestCandidate();
    return best == null || jobs.get(job.id()).test() == null
        ? new Page<>(List.of(), null)
        : worse(job.id(), best, cursor);
  }

  private Page<WorseView> worse(UUID id, int best, Cursor cursor) {
    return summaries.worse(id, SEED, best, cursor).map(Reports::view);
  }

  private static WorseView view(WorseExample worse) {
    return new WorseView(
        worse.example(), worse.data(), excerpt(worse.before()), excerpt(worse.after()));
  }

  private static RolloutExcerpt excerpt(Shown rollout) {
    return new RolloutExcerpt(
        rollout.rolloutId(), rollout.score(), rollout.output(), rollout.feedback());
  }

  private static Validation validation(JobView.ProgressView progress, Candidate best) {
    Double seedScore = progress.seedScore();
    Double bestScore = progress.bestScore();
    Double difference = seedScore == null || bestScore == null ? null : bestScore - seedScore;
    return new Validation(
        seedScore,
        bestScore,
        difference == null || !Double.isFinite(difference) ? null : difference,
        best.valScores().size());
  }

  private @Nullable Test test(JobView job, int best, List<Tested> tested) {
    TestScores scores = job.test();
    if (scores == null) {
      return null;
    }
    return new Test(
        scores.seedScore(),
        scores.bestScore(),
        scores.difference(),
        scores.interval(),
        scores.better(),
        scores.worse(),
        scores.equal(),
        perRollout(tested, SEED),
        perRollout(tested, best),
        worse(job.id(), best, new Cursor(WORSE_SHOWN, null)));
  }

  private static @Nullable PerRollout perRollout(List<Tested> tested, int candidate) {
    Optional<Tested> found = tested.stream().filter(t -> t.candidate() == candidate).findFirst();
    return found.map(Reports::perRollout).orElse(null);
  }

  private static PerRollout perRollout(Tested test) {
    Long tokens = test.outputTokens();
    return new PerRollout(
        test.rollouts(),
        test.failed(),
        test.meanCostUsd(),
        tokens == null ? null : (double) tokens / test.rollouts(),
        test.outputCharacters(),
        test.latencyMs());
  }

  private static Best best(Candidate seed, Candidate best) {
    Map<String, String> before = seed.texts().asMap();
    Map<String, String> after = best.texts().asMap();
    Map<String, String> diffs = Diffs.between(seed.index(), before, best.index(), after);
    Map<String, ComponentText> components = new LinkedHashMap<>();
    after.forEach((name, text) ->
        components.put(
            name,
            new ComponentText(
                text,
                diffs.getOrDefault(name, ""),
                characters(before.getOrDefault(name, "")),
                characters(text))));
    return new Best(best.index(), components);
  }

  private static int characters(String text) {
    return text.codePointCount(0, text.length());
  }
}
