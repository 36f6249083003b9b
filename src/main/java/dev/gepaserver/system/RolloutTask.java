package dev.gepaserver.system;

import dev.gepaserver.dataset.Example;
import dev.gepaserver.engine.model.Split;
import dev.gepaserver.engine.model.Stage;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.journal.CallJournal;
import dev.gepaserver.journal.CallScope;

/**
 * One rollout to be made.
 *
 * @param scope where its calls are journaled
 * @param stage what it is for
 * @param split the set that the example is of; {@code TRAIN} for validation without a validation
 *     set
 * @param texts the candidate
 * @param example the example
 * @param captureTraces whether records for reflection are wanted
 */
public record RolloutTask(
    CallScope scope,
    Stage stage,
    Split split,
    Texts texts,
    Example example,
    boolean captureTraces) {

  /** What webhooks are told that the rollout is for. */
  public String purpose() {
    return switch (stage) {
      case SEED, VALIDATION -> "validation";
      case PARENT, CHILD -> "minibatch";
      case MERGE -> "merge";
      case TEST -> "test";
    };
  }

  /** The same task with its calls journaled elsewhere. */
  RolloutTask in(CallJournal journal) {
    return new RolloutTask(scope.in(journal), stage, split, texts, example, captureTraces);
  }
}
