package dev.gepaserver.evaluation;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.journal.CallScope;
import java.util.Set;

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

  /**
   * The objectives that each of its evaluations has, where that is known in advance: a rollout that
   * fails scores 0 in each of them.
   */
  default Set<String> objectives() {
    return Set.of();
  }
}
