package dev.gepaserver.engine.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the rows of finished iterations say, to restore a search together with its checkpoint. Each
 * sequence is walked once, in the order in which the rows were given out.
 *
 * @param candidates all, by index
 * @param cursors changes in order; of several for one candidate the last holds
 * @param frontChanges all, in order
 * @param mergeAttempts all, in any order
 * @param order the latest minibatch order; null where none was made yet
 * @param rejected rejected texts, in order; at least the last {@code showRejected} for each parent
 *     and component, none needed where that is 0
 * @param cached every counted rollout of finished iterations ordered by iteration, stage, task and
 *     position (a later one replaces an earlier one); not asked for unless the evaluation cache is
 *     on. Rollouts of other splits than the validation's are ignored
 */
public record StateRows(
    List<Candidate> candidates,
    Iterable<CursorChange> cursors,
    Iterable<FrontChange> frontChanges,
    Iterable<MergeAttempt> mergeAttempts,
    @Nullable SamplerOrder order,
    Iterable<RejectedText> rejected,
    Iterable<CachedScore> cached) {

  /** Copies the candidates; the other sequences are walked when the state is restored. */
  public StateRows {
    candidates = List.copyOf(candidates);
  }
}
