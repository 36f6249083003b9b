package dev.gepaserver.evaluation;

import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Template;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The specification of {@code exact_match} and {@code contains}.
 *
 * @param type which of the two
 * @param expected template of the expected answer
 * @param caseSensitive whether upper and lower case differ
 * @param correctFeedback template of the feedback on a right output
 * @param incorrectFeedback template of the feedback on a wrong one
 */
record TextSpec(
    String type,
    String expected,
    boolean caseSensitive,
    String correctFeedback,
    String incorrectFeedback)
    implements EvaluatorSpec {

  static TextSpec read(String type, Fields fields, String incorrect) {
    return new TextSpec(
        type,
        AnswerFields.expected(fields),
        fields.flag("caseSensitive", true),
        AnswerFields.correct(fields),
        AnswerFields.incorrect(fields, incorrect));
  }

  /**
   * An evaluator that compares the output's text with the expected one, both without blanks around
   * them.
   */
  Evaluator compare(TextTest test) {
    Template template = Template.of(expected);
    FeedbackTemplates feedback = new FeedbackTemplates(correctFeedback, incorrectFeedback);
    return (input, scope) -> {
      String answer = FeedbackTemplates.expected(template, input.example());
      boolean right = test.passes(cased(input.outputText().strip()), cased(answer));
      return feedback.evaluation(right, input, answer, Map.of());
    };
  }

  @Override
  public Set<String> expectedNames() {
    return Template.of(expected).names();
  }

  @Override
  public List<TemplateUse> templates() {
    return AnswerFields.uses(expected, correctFeedback, incorrectFeedback, Set.of());
  }

  private String cased(String text) {
    return caseSensitive ? text : text.toLowerCase(Locale.ROOT);
  }

  /** Whether an output is right. */
  @FunctionalInterface
  interface TextTest {
    boolean passes(String output, String expected);
  }
}
