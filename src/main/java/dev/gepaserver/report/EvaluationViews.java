package dev.gepaserver.report;

import dev.gepaserver.archive.ArchiveReader;
import dev.gepaserver.archive.ArchiveSummaries;
import dev.gepaserver.archive.Views.CandidateView;
import dev.gepaserver.common.ApiException;
import dev.gepaserver.common.Cursor;
import dev.gepaserver.common.Page;
import dev.gepaserver.job.EvaluationJob;
import dev.gepaserver.job.Evaluations;
import dev.gepaserver.job.JobFilter;
import dev.gepaserver.job.JobView;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Shows evaluations with their scores. */
@Service
public class EvaluationViews {

  private static final int THE_ONE = 0;

  private final Evaluations evaluations;
  private final ArchiveReader archive;
  private final ArchiveSummaries summaries;

  EvaluationViews(Evaluations evaluations, ArchiveReader archive, ArchiveSummaries summaries) {
    this.evaluations = evaluations;
    this.archive = archive;
    this.summaries = summaries;
  }

  /**
   * One evaluation.
   *
   * @throws ApiException {@code not-found}
   */
  public EvaluationView get(UUID id) {
    return shown(evaluations.get(id));
  }

  /**
   * One evaluation, as soon as it has ended or the time is over.
   *
   * @param id as in a path
   * @throws ApiException {@code not-found}
   */
  public EvaluationView await(String id, Duration atMost) {
    return shown(evaluations.await(id, atMost));
  }

  /** Evaluations, newest first, each in short. */
  public Page<EvaluationView> list(JobFilter filter, Cursor cursor) {
    return evaluations.list(filter, cursor).map(found -> view(found, null, null, null));
  }

  private EvaluationView shown(EvaluationJob found) {
    UUID id = found.job().id();
    return view(
        found,
        evaluations.texts(id),
        summaries.failedRollouts(id),
        archive.candidate(id, THE_ONE).orElse(null));
  }

  private static EvaluationView view(
      EvaluationJob found,
      @Nullable Map<String, String> texts,
      @Nullable Long failed,
      @Nullable CandidateView scored) {
    JobView job = found.job();
    Long examples = job.progress().maxRollouts();
    return new EvaluationView(
        job.id(),
        job.name(),
        job.status(),
        job.requested(),
        job.pauseReason(),
        job.error(),
        job.createdAt(),
        job.startedAt(),
        job.finishedAt(),
        job.simulated(),
        found.source(),
        texts,
        examples == null ? 0 : examples,
        job.progress().rollouts(),
        failed,
        job.progress().seedScore(),
        scored == null ? null : scored.objectiveScores(),
        scored == null ? null : scored.valScores(),
        job.usage(),
        job.labels());
  }
}
