package dev.gepaserver.evaluation;

import dev.gepaserver.common.Fields;
import org.springframework.stereotype.Component;

/**
 * {@code exact_match}: right where the output is the expected answer, blanks around both left
 * aside.
 */
@Component
final class ExactMatch implements EvaluatorType {

  private static final String INCORRECT =
      "Wrong. The expected answer is: {{expected}}\n"
          + "The whole output has to be exactly that.\n{{additionalContext}}";

  @Override
  public String name() {
    return "exact_match";
  }

  @Override
  public EvaluatorSpec read(Fields fields) {
    return TextSpec.read(name(), fields, INCORRECT);
  }

  @Override
  public Evaluator make(EvaluatorSpec spec) {
    return ((TextSpec) spec).compare(String::equals);
  }
}
