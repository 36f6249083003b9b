package dev.gepaserver.archive;

import dev.gepaserver.engine.model.Candidate;
import dev.gepaserver.engine.model.Checkpoint;
import dev.gepaserver.engine.model.CursorChange;
import dev.gepaserver.engine.model.FrontChange;
import dev.gepaserver.engine.model.IterationReport;
import dev.gepaserver.engine.model.MergeAttempt;
import dev.gepaserver.engine.model.SamplerOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything one finished iteration leaves behind, besides the calls and rollouts that were written
 * as they came.
 *
 * @param report the iteration and its proposals
 * @param added candidates accepted in it, by index
 * @param cursors where the cursors of candidates stand that moved or are new
 * @param frontChanges in the order they happened
 * @param mergeAttempts merges put together in it
 * @param order the minibatch order, where a new one was made
 * @param checkpoint the state's small part after it
 */
public record IterationRows(
    IterationReport report,
    List<Candidate> added,
    List<CursorChange> cursors,
    List<FrontChange> frontChanges,
    List<MergeAttempt> mergeAttempts,
    @Nullable SamplerOrder order,
    Checkpoint checkpoint) {}
