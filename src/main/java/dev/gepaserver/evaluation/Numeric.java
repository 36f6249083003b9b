package dev.gepaserver.evaluation;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Template;
import dev.gepaserver.dataset.ExampleSets;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * {@code numeric}: right where the last number in the output is the expected one, give or take
 * {@code tolerance}. Of the expected answer, too, the last number counts, so that {@code "… ####
 * 42"} serves. Thousands may be parted by commas. In its feedback templates {@code found} is that
 * number as it stands in the output and {@code difference} how much it is above the expected one.
 */
@Component
final class Numeric implements EvaluatorType {

  private static final Set<String> OWN_NAMES = Set.of("found", "difference");
  private static final int MAX_DIGITS = 400;
  private static final String INCORRECT =
      "Wrong. The expected answer is: {{expected}}\n"
          + "The last number in the output: {{found}}; difference: {{difference}}\n"
          + "{{additionalContext}}";

  /** A sign right after a digit or a letter is a hyphen: "2020-2021". */
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?:(?<![\\p{L}\\d)])[-+\u2212])?(?:\\d{1,3}(?:,\\d{3})++(?!\\d)|\\d++)(?:\\.\\d++)?(?:[eE][-+]?\\d{1,3}(?!\\d))?"
              + "|(?:(?<![\\p{L}\\d)])[-+\u2212])?(?<!\\d)\\.\\d++");

  @Override
  public String name() {
    return "numeric";
  }

  @Override
  public EvaluatorSpec read(Fields fields) {
    return new Spec(
        name(),
        AnswerFields.expected(fields),
        fields.number("tolerance", 0, 0, 1e100),
        AnswerFields.correct(fields),
        AnswerFields.incorrect(fields, INCORRECT));
  }

  @Override
  public Evaluator make(EvaluatorSpec spec) {
    Spec numeric = (Spec) spec;
    Template template = Template.of(numeric.expected);
    BigDecimal tolerance = BigDecimal.valueOf(numeric.tolerance);
    FeedbackTemplates feedback =
        new FeedbackTemplates(numeric.correctFeedback, numeric.incorrectFeedback);
    return (input, scope) -> {
      String answer = FeedbackTemplates.expected(template, input.example());
      BigDecimal expected = lastNumber(answer);
      if (expected == null) {
        throw new CallFailedException.Faulty(noNumber(input.example().id()));
      }
      BigDecimal found = lastNumber(input.outputText());
      if (found == null) {
        return feedback.evaluation(
            false, input, answer, Map.of("found", "none", "difference", "unknown"));
      }
      BigDecimal difference = found.subtract(expected);
      boolean right = difference.abs().compareTo(tolerance) <= 0;
      return feedback.evaluation(
          right, input, answer, Map.of("found", plain(found), "difference", plain(difference)));
    };
  }

  @Override
  public void check(EvaluatorSpec spec, String pointer, ExampleSets examples, Faults faults) {
    Template template = Template.of(((Spec) spec).expected);
    ExpectedCheck.check(
        examples,
        pointer,
        faults,
        example ->
            lastNumber(FeedbackTemplates.expected(template, example)) == null
                ? noNumber(example.id())
                : null);
  }

  /** The last number in a text, or null where there is none of at most 400 digits. */
  static @Nullable BigDecimal lastNumber(String text) {
    Matcher matcher = NUMBER.matcher(text);
    String last = null;
    while (matcher.find()) {
      last = matcher.group();
    }
    return last == null || last.length() > MAX_DIGITS
        ? null
        : new BigDecimal(last.replace(",", "").replace('\u2212', '-'));
  }

  private static String plain(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    return Math.abs(stripped.scale()) > 30 ? stripped.toString() : stripped.toPlainString();
  }

  private static String noNumber(String id) {
    return "the expected answer of example \"%s\" holds no number".formatted(id);
  }

  /**
   * The specification.
   *
   * @param tolerance the largest difference that is right, 0 or more
   */
  record Spec(
      String type,
      String expected,
      double tolerance,
      String correctFeedback,
      String incorrectFeedback)
      implements EvaluatorSpec {

    @Override
    public Set<String> expectedNames() {
      return Template.of(expected).names();
    }

    @Override
    public List<TemplateUse> templates() {
      return AnswerFields.uses(expected, correctFeedback, incorrectFeedback, OWN_NAMES);
    }
  }
}
