package dev.gepaserver.evaluation;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.journal.CallScope;

/** Scores rollouts. Safe for use by many threads; may call the outside, and then blocks. */
@FunctionalInterface
public interface Evaluator {

  /**
   * Scores one rollout.
   *
   * @param scope where calls of this rollout are journaled, under paths that begin with {@code
   *     evaluator} or {@code judge}; it keeps the calls of a composite's parts apart
   * @throws CallFailedException {@code Faulty} where this one rollout cannot be scored
   */
  Evaluation evaluate(EvaluationInput input, CallScope scope);
}
