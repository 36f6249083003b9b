package dev.gepaserver.evaluation;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Template;
import dev.gepaserver.dataset.Example;
import dev.gepaserver.dataset.ExampleSets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * {@code regex}: right where a regular expression is found somewhere in the output ({@code ^} and
 * {@code $} bind it to the ends). The expression is {@code pattern}, taken as it stands and the
 * same for all examples, or else the filled-in {@code expected}. Syntax of RE2: no back references,
 * no look-around, and time in proportion to the output whatever the expression.
 */
@Component
final class Regex implements EvaluatorType {

  private static final String CORRECT =
      "Correct. The output matches the regular expression: {{expected}}\n{{additionalContext}}";
  private static final String INCORRECT =
      "Wrong. The output has to match the regular expression: {{expected}}\n{{additionalContext}}";

  @Override
  public String name() {
    return "regex";
  }

  @Override
  public EvaluatorSpec read(Fields fields) {
    String pattern = fields.text("pattern", RegexLimits.MAX_LENGTH);
    boolean caseSensitive = fields.flag("caseSensitive", true);
    if (pattern == null) {
      return spec(fields, null, AnswerFields.expected(fields), caseSensitive);
    }
    if (fields.has("expected")) {
      fields.fault("expected", "cannot be given beside pattern: either of them is the expression");
    }
    try {
      compile(pattern, caseSensitive);
    } catch (PatternSyntaxException | RegexLimits.TooLargeException e) {
      fields.fault("pattern", wrong(e));
      pattern = "";
    }
    return spec(fields, pattern, null, caseSensitive);
  }

  private Spec spec(
      Fields fields, @Nullable String pattern, @Nullable String expected, boolean caseSensitive) {
    return new Spec(
        name(),
        pattern,
        expected,
        caseSensitive,
        fields.text("correctFeedback", CORRECT, AnswerFields.MAX_TEMPLATE),
        AnswerFields.incorrect(fields, INCORRECT));
  }

  @Override
  public Evaluator make(EvaluatorSpec spec) {
    Spec regex = (Spec) spec;
    FeedbackTemplates feedback =
        new FeedbackTemplates(regex.correctFeedback, regex.incorrectFeedback);
    Function<Example, Pattern> patterns = regex.patterns();
    return (input, scope) -> {
      Pattern pattern;
      try {
        pattern = patterns.apply(input.example());
      } catch (PatternSyntaxException | RegexLimits.TooLargeException e) {
        throw new CallFailedException.Faulty(noExpression(input.example(), e));
      }
      boolean right = pattern.matcher(input.outputText()).find();
      return feedback.evaluation(right, input, pattern.pattern(), Map.of());
    };
  }

  @Override
  public void check(EvaluatorSpec spec, String pointer, ExampleSets examples, Faults faults) {
    Function<Example, Pattern> patterns = ((Spec) spec).patterns();
    ExpectedCheck.check(
        examples,
        pointer,
        faults,
        example -> {
          try {
            var _ = patterns.apply(example);
            return null;
          } catch (PatternSyntaxException | RegexLimits.TooLargeException e) {
            return noExpression(example, e);
          }
        });
  }

  private static String noExpression(Example example, RuntimeException e) {
    return "the expected answer of example \"%s\" %s".formatted(example.id(), wrong(e));
  }

  private static String wrong(RuntimeException e) {
    return e instanceof PatternSyntaxException
        ? "is no regular expression of RE2: " + e.getMessage()
        : String.valueOf(e.getMessage());
  }

  private static Pattern compile(String pattern, boolean caseSensitive) {
    RegexLimits.check(pattern);
    return Pattern.compile(pattern, caseSensitive ? 0 : Pattern.CASE_INSENSITIVE);
  }

  /**
   * The specification.
   *
   * @param pattern the expression for all examples; null where {@code expected} gives it
   * @param expected template of the expression; null where {@code pattern} gives it
   */
  record Spec(
      String type,
      @Nullable String pattern,
      @Nullable String expected,
      boolean caseSensitive,
      String correctFeedback,
      String incorrectFeedback)
      implements EvaluatorSpec {

    @Override
    public Set<String> expectedNames() {
      return expected == null ? Set.of() : Template.of(expected).names();
    }

    @Override
    public List<TemplateUse> templates() {
      return AnswerFields.uses(expected, correctFeedback, incorrectFeedback, Set.of());
    }

    private Function<Example, Pattern> patterns() {
      if (expected == null) {
        Pattern same = compile(pattern == null ? "" : pattern, caseSensitive);
        return example -> same;
      }
      Template template = Template.of(expected);
      return example -> compile(FeedbackTemplates.expected(template, example), caseSensitive);
    }
  }
}
