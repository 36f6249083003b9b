package dev.gepaserver.evaluation;

import dev.gepaserver.common.Fields;
import org.springframework.stereotype.Component;

/**
 * {@code contains}: right where the expected answer stands somewhere in the output. Upper and lower
 * case differ unless {@code caseSensitive} is false, as with {@code exact_match}. An empty expected
 * answer stands in an empty output only.
 */
@Component
final class Contains implements EvaluatorType {

  private static final String INCORRECT =
      "Wrong. The expected answer is: {{expected}}\n"
          + "It has to stand in the output, word for word.\n{{additionalContext}}";

  @Override
  public String name() {
    return "contains";
  }

  @Override
  public EvaluatorSpec read(Fields fields) {
    return TextSpec.read(name(), fields, INCORRECT);
  }

  @Override
  public Evaluator make(EvaluatorSpec spec) {
    return ((TextSpec) spec)
        .compare((output, expected) ->
            expected.isEmpty() ? output.isEmpty() : output.contains(expected));
  }
}
