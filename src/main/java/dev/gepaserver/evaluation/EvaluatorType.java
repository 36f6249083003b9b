package dev.gepaserver.evaluation;

import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.dataset.ExampleSets;
import java.util.List;

/**
 * A kind of evaluator. Every bean of this type is in the catalogue {@link Evaluators}: adding one
 * is one class.
 */
public interface EvaluatorType {

  /** What {@code evaluator.type} says. */
  String name();

  /**
   * Reads the specification; {@code type} is read already, fields that are not asked for are
   * refused by the catalogue.
   *
   * @return the specification with all defaults filled in; where there are faults, some value to go
   *     on with
   */
  EvaluatorSpec read(Fields fields);

  /** Makes the evaluator of a specification that this type has read. */
  Evaluator make(EvaluatorSpec spec);

  /**
   * How many characters each model call of an evaluation is sent, for estimates: in the order of
   * {@link EvaluatorSpec#modelsPerRollout()}.
   */
  default List<Long> promptCharacters(EvaluatorSpec spec, EvaluationInput input) {
    return spec.modelsPerRollout().stream().map(_ -> 0L).toList();
  }

  /**
   * Looks at submission for what would go wrong with these examples later, beyond names missing in
   * templates.
   *
   * @param pointer JSON pointer of the specification
   */
  default void check(EvaluatorSpec spec, String pointer, ExampleSets examples, Faults faults) {}
}
