package dev.gepaserver.engine;

import dev.gepaserver.engine.model.Candidate;
import dev.gepaserver.engine.model.CursorChange;
import dev.gepaserver.engine.model.FrontChange;
import dev.gepaserver.engine.model.IterationReport;
import dev.gepaserver.engine.model.MergeAttempt;
import dev.gepaserver.engine.model.RejectedText;
import dev.gepaserver.engine.model.SamplerOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one iteration led to: the state to go on with, and all that is to be kept as rows so that
 * {@link SearchState#restore} brings that state back.
 *
 * @param next the state after the iteration; its checkpoint replaces the one before
 * @param report what the iteration did
 * @param added candidates added, ascending
 * @param frontChanges changes of the frontier, in order
 * @param cursors cursors that moved and those of added candidates, at most one for each candidate
 * @param merges merges tried
 * @param newOrder the minibatch order, where one was made; null where not
 * @param rejected texts rejected, in task order; they can also be read from the report by {@link
 *     RejectedText#of}
 */
public record StepOutcome(
    SearchState next,
    IterationReport report,
    List<Candidate> added,
    List<FrontChange> frontChanges,
    List<CursorChange> cursors,
    List<MergeAttempt> merges,
    @Nullable SamplerOrder newOrder,
    List<RejectedText> rejected) {

  /** Copies the lists. */
  public StepOutcome {
    added = List.copyOf(added);
    frontChanges = List.copyOf(frontChanges);
    cursors = List.copyOf(cursors);
    merges = List.copyOf(merges);
    rejected = List.copyOf(rejected);
  }
}
