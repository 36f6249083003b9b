package dev.gepaserver.evaluation;

import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Template;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields that all evaluators have that compare with an expected answer: their names, limits and
 * defaults.
 */
final class AnswerFields {

  /** The longest template, characters. */
  static final int MAX_TEMPLATE = 100_000;

  /** The expected answer, where the job does not say. */
  static final String EXPECTED = "{{answer}}";

  /** The feedback on a right output, where the job does not say. */
  static final String CORRECT =
      "Correct. The expected answer is: {{expected}}\n{{additionalContext}}";

  private static final Set<String> FEEDBACK_NAMES =
      Set.of("output", "score", FeedbackTemplates.CONTEXT);

  private AnswerFields() {}

  static String expected(Fields fields) {
    String expected = fields.text("expected", EXPECTED, MAX_TEMPLATE);
    if (expected.isBlank()) {
      fields.fault("expected", "must not be empty");
    }
    return expected;
  }

  static String correct(Fields fields) {
    return fields.text("correctFeedback", CORRECT, MAX_TEMPLATE);
  }

  static String incorrect(Fields fields, String fallback) {
    return fields.text("incorrectFeedback", fallback, MAX_TEMPLATE);
  }

  /**
   * The templates as they are checked at submission.
   *
   * @param expected null where the evaluator has none; only fields of the example mean something in
   *     it
   * @param facts names that only this evaluator's feedback knows
   */
  static List<TemplateUse> uses(
      @Nullable String expected, String correct, String incorrect, Set<String> facts) {
    List<TemplateUse> uses = new ArrayList<>();
    if (expected != null) {
      uses.add(expectedUse(expected));
    }
    Set<String> names = new HashSet<>(facts);
    names.add("expected");
    uses.addAll(feedbackUses(correct, incorrect, names));
    return uses;
  }

  /** The template of the expected answer as it is checked. */
  static TemplateUse expectedUse(String expected) {
    return new TemplateUse("/expected", Template.of(expected), Set.of(), false);
  }

  /** The templates of feedback as they are checked, for an evaluator that expects no answer. */
  static List<TemplateUse> feedbackUses(String correct, String incorrect, Set<String> facts) {
    Set<String> names = new HashSet<>(FEEDBACK_NAMES);
    names.addAll(facts);
    return List.of(
        new TemplateUse("/correctFeedback", Template.of(correct), names, true, true),
        new TemplateUse("/incorrectFeedback", Template.of(incorrect), names, true, true));
  }
}
