package dev.gepaserver.engine.proposal;

import dev.gepaserver.engine.model.MergeAttempt;
import dev.gepaserver.engine.model.Texts;
import java.util.List;

/**
 * A merge that has been put together.
 *
 * @param attempt the parents, their ancestor and who gave which text
 * @param texts the merged candidate
 * @param examples positions of the validation examples that decide about it
 */
public record MergePlan(MergeAttempt attempt, Texts texts, List<Integer> examples) {

  /** Copies the examples. */
  public MergePlan {
    examples = List.copyOf(examples);
  }

  /** The parents, ascending. */
  public List<Integer> parents() {
    return List.of(attempt.first(), attempt.second());
  }
}
