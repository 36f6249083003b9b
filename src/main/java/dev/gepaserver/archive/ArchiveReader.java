package dev.gepaserver.archive;

import dev.gepaserver.archive.Views.CandidateView;
import dev.gepaserver.archive.Views.EventView;
import dev.gepaserver.archive.Views.IterationView;
import dev.gepaserver.archive.Views.LineageView;
import dev.gepaserver.archive.Views.ModelCallView;
import dev.gepaserver.archive.Views.ParetoView;
import dev.gepaserver.archive.Views.ReflectionView;
import dev.gepaserver.archive.Views.RolloutView;
import dev.gepaserver.common.Cursor;
import dev.gepaserver.common.Page;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a job did, in pages; every list has a fixed number of queries, whatever its length.
 */
public interface ArchiveReader {

  /** How much there is of a job now; of all lists in the same moment. */
  Extent extent(UUID jobId);

  /** Whether a job and all that there was of it are there still. */
  boolean hasAll(UUID jobId, Extent extent);

  /** Candidates by index. */
  Page<CandidateView> candidates(UUID jobId, Cursor cursor);

  /** One candidate. */
  Optional<CandidateView> candidate(UUID jobId, int index);

  /** Finished iterations, rising from 1. */
  Page<IterationView> iterations(UUID jobId, Cursor cursor);

  /** Rollouts in the order written. */
  Page<RolloutView> rollouts(UUID jobId, RolloutFilter filter, Cursor cursor);

  /** One rollout by the id its view shows. */
  Optional<RolloutView> rollout(UUID jobId, String rolloutId);

  /** Attempts of reflections in the order written. */
  Page<ReflectionView> reflections(UUID jobId, Cursor cursor);

  /** Model calls in the order written. */
  Page<ModelCallView> modelCalls(UUID jobId, Cursor cursor);

  /** Events by number. */
  Page<EventView> events(UUID jobId, Cursor cursor);

  /**
   * The events after a number, by number, as they were with the job's status in one moment.
   *
   * @param atMost so many of them
   * @return empty where there is no such job
   */
  Optional<EventBatch> eventsAfter(UUID jobId, long seq, int atMost);

  /** The numbers of the last events of these jobs, 0 without any; those that are gone left out. */
  Map<UUID, Long> lastEvents(Collection<UUID> jobIds);

  /**
   * The front as it was after an iteration.
   *
   * @param frontier the wire name of what it is kept per
   * @param iteration null for the last finished one
   * @return empty where that iteration is not finished
   */
  Optional<ParetoView> pareto(UUID jobId, String frontier, @Nullable Integer iteration);

  /**
   * All candidates and who descends from whom.
   *
   * @param best index of the best one, null where there is none yet
   */
  LineageView lineage(UUID jobId, @Nullable Integer best);

  /**
   * Which rollouts to show; null shows all.
   *
   * @param example label of the example
   * @param stage wire name of the stage
   */
  record RolloutFilter(
      @Nullable Integer iteration,
      @Nullable Integer candidate,
      @Nullable String example,
      @Nullable String stage) {

    /** All of them. */
    public static final RolloutFilter ALL = new RolloutFilter(null, null, null, null);
  }
}
