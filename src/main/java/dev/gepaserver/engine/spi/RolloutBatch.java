package dev.gepaserver.engine.spi;

import dev.gepaserver.engine.model.Split;
import dev.gepaserver.engine.model.Texts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One candidate to be rolled out on some examples.
 *
 * @param task the task it belongs to, from 0: the first of those that share the evaluation; of the
 *     seed's stage the index of the root; of a merge 0
 * @param candidate the candidate's index; null for a child or merged one that is not added (yet).
 *     In the stage of validation it is the index that the candidate is about to get
 * @param texts the candidate
 * @param split the set that {@code examples} are in
 * @param examples positions in the set, at least one, in the order in which answers are expected;
 *     the same one may stand there twice and is then rolled out twice
 * @param captureTraces whether the answers need their reflection records
 */
public record RolloutBatch(
    int task,
    @Nullable Integer candidate,
    Texts texts,
    Split split,
    List<Integer> examples,
    boolean captureTraces) {

  /** Copies the examples. */
  public RolloutBatch {
    examples = List.copyOf(examples);
    if (examples.isEmpty()) {
      throw new IllegalArgumentException("Task " + task + " has nothing to roll out");
    }
  }

  /** This batch on other examples. */
  public RolloutBatch on(List<Integer> examples) {
    return new RolloutBatch(task, candidate, texts, split, examples, captureTraces);
  }

  /** This batch of texts that are no candidate (yet). */
  public RolloutBatch ofNoCandidate() {
    return new RolloutBatch(task, null, texts, split, examples, captureTraces);
  }
}
