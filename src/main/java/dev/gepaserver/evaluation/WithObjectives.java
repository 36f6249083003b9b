package dev.gepaserver.evaluation;

import dev.gepaserver.journal.CallScope;
import java.util.Set;

/**
 * An evaluator whose objectives are known in advance.
 *
 * @param evaluator gives them with each evaluation
 * @param objectives their names
 */
record WithObjectives(Evaluator evaluator, Set<String> objectives) implements Evaluator {

  /** Copies the names. */
  WithObjectives {
    objectives = Set.copyOf(objectives);
  }

  @Override
  public Evaluation evaluate(EvaluationInput input, CallScope scope) {
    return evaluator.evaluate(input, scope);
  }
}
