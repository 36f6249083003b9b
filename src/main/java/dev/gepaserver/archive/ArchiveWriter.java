package dev.gepaserver.archive;

import dev.gepaserver.engine.model.ReflectionOutcome;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes what a job did, in bulk. Every method joins the caller's transaction, which has checked
 * the run's lease.
 */
public interface ArchiveWriter {

  /** Inserts calls of any jobs. */
  void insertCalls(List<CallRow> calls);

  /** Inserts rollouts of any jobs. */
  void insertRollouts(List<RolloutRow> rollouts);

  /**
   * Inserts what a finished iteration left and overwrites the checkpoint.
   *
   * @param firstSeq the first of {@link #seqsNeeded} running numbers reserved for its rows
   */
  void insertIteration(UUID jobId, IterationRows rows, long firstSeq);

  /** How many running numbers {@link #insertIteration} uses. */
  static long seqsNeeded(IterationRows rows) {
    long attempts =
        rows.report().proposals().stream()
            .flatMap(proposal -> proposal.reflections().stream())
            .mapToLong(reflection -> reflection.attempts().size())
            .sum();
    return attempts + rows.frontChanges().size() + rows.mergeAttempts().size();
  }

  /**
   * Inserts how attempts of reflections were judged, outside an iteration's proposals; what is
   * there already stays.
   *
   * @param firstSeq the first of as many running numbers as there are attempts
   */
  void insertReflections(
      UUID jobId, int iteration, List<ReflectionOutcome> reflections, long firstSeq);

  /** Appends events, numbered without gaps in the order in which they become visible. */
  void appendEvents(UUID jobId, List<NewEvent> events);

  /**
   * An event to append.
   *
   * @param type as the HTTP contract lists them
   * @param iteration the iteration it belongs to, null for the last finished one
   * @param data what it tells
   */
  record NewEvent(String type, @Nullable Integer iteration, ObjectNode data) {

    /** An event that belongs to the last finished iteration. */
    public NewEvent(String type, ObjectNode data) {
      this(type, null, data);
    }
  }
}
