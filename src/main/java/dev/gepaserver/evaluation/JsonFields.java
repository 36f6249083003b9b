package dev.gepaserver.evaluation;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.FoundJson;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Names;
import dev.gepaserver.common.Template;
import dev.gepaserver.dataset.ExampleSets;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * {@code json_fields}: the share of the expected fields that the output has, too. The expected
 * answer is a JSON object; the fields of objects in it count one by one, lists and everything else
 * as a whole. The output is an object, or a text that holds one, alone, in a fenced block or
 * between other words; fields that nobody expects do no harm. Numbers are equal within {@code
 * tolerance}, texts without the blanks around them. In its feedback templates {@code matched} is
 * how many fields match, {@code wrong} a line for each other one.
 */
@Component
final class JsonFields implements EvaluatorType {

  private static final Set<String> OWN_NAMES = Set.of("matched", "wrong");
  private static final int SHOWN_VALUE = 300;
  private static final int MOST_DIGITS = 400;
  private static final String CORRECT = "Correct. {{matched}} match.\n{{additionalContext}}";
  private static final String INCORRECT =
      "{{matched}} match. Wrong are:\n{{wrong}}\n{{additionalContext}}";

  @Override
  public String name() {
    return "json_fields";
  }

  @Override
  public EvaluatorSpec read(Fields fields) {
    return new Spec(
        name(),
        AnswerFields.expected(fields),
        fields.flag("caseSensitive", true),
        fields.number("tolerance", 0, 0, 1e100),
        fields.text("correctFeedback", CORRECT, AnswerFields.MAX_TEMPLATE),
        AnswerFields.incorrect(fields, INCORRECT));
  }

  @Override
  public void check(EvaluatorSpec spec, String pointer, ExampleSets examples, Faults faults) {
    Template template = Template.of(((Spec) spec).expected);
    ExpectedCheck.check(
        examples,
        pointer,
        faults,
        example ->
            object(FeedbackTemplates.expected(template, example)) == null
                ? noObject(example.id())
                : null);
  }

  @Override
  public Evaluator make(EvaluatorSpec spec) {
    Spec json = (Spec) spec;
    Template template = Template.of(json.expected);
    FeedbackTemplates feedback =
        new FeedbackTemplates(json.correctFeedback, json.incorrectFeedback);
    return (input, scope) -> {
      String answer = FeedbackTemplates.expected(template, input.example());
      JsonNode expected = object(answer);
      if (expected == null) {
        throw new CallFailedException.Faulty(noObject(input.example().id()));
      }
      JsonNode output = input.output();
      JsonNode found = output.isObject() ? output : FoundJson.object(input.outputText());
      Comparison comparison = new Comparison(json);
      comparison.fields("", expected, found);
      List<String> wrong = comparison.wrong;
      if (found == null) {
        wrong.addFirst("the output holds no JSON object");
      }
      int right = comparison.count - (found == null ? comparison.count : wrong.size());
      return feedback.evaluation(
          (double) right / comparison.count,
          input,
          Map.of(
              "expected",
              answer,
              "matched",
              "%d of %d expected fields".formatted(right, comparison.count),
              "wrong",
              wrong.isEmpty() ? "none" : "- " + String.join("\n- ", wrong)));
    };
  }

  private static @Nullable JsonNode object(String text) {
    try {
      JsonNode json = text.isEmpty() ? null : Json.parse(text);
      return json == null || !json.isObject() || json.isEmpty() ? null : json;
    } catch (JacksonException e) {
      return null;
    }
  }

  private static String noObject(String id) {
    return "the expected answer of example \"%s\" is no JSON object with fields".formatted(id);
  }

  /** Goes through the expected fields of one rollout. */
  private static final class Comparison {

    private final Spec spec;
    private final List<String> wrong = new ArrayList<>();
    private int count;

    Comparison(Spec spec) {
      this.spec = spec;
    }

    void fields(String path, JsonNode expected, @Nullable JsonNode found) {
      for (Map.Entry<String, JsonNode> field : expected.properties()) {
        JsonNode there = found == null ? null : found.get(field.getKey());
        String name = path + field.getKey();
        if (field.getValue().isObject() && !field.getValue().isEmpty()) {
          fields(name + ".", field.getValue(), there);
        } else {
          field(name, field.getValue(), there);
        }
      }
    }

    private void field(String name, JsonNode expected, @Nullable JsonNode found) {
      count++;
      if (found == null || !equal(expected, found)) {
        wrong.add(
            "%s: expected %s, found %s"
                .formatted(name, shown(expected), found == null ? "nothing" : shown(found)));
      }
    }

    private boolean equal(JsonNode expected, JsonNode found) {
      if (expected.isNumber() && found.isNumber()) {
        return near(expected.decimalValue(), found.decimalValue());
      }
      if (expected.isString() && found.isString()) {
        return cased(expected.stringValue()).equals(cased(found.stringValue()));
      }
      if (expected.isArray() && found.isArray() && expected.size() == found.size()) {
        for (int i = 0; i < expected.size(); i++) {
          if (!equal(expected.get(i), found.get(i))) {
            return false;
          }
        }
        return true;
      }
      return expected.isObject() && found.isObject()
          ? expected.size() == found.size()
              && expected.properties().stream()
                  .allMatch(field ->
                      found.has(field.getKey())
                          && equal(field.getValue(), found.get(field.getKey())))
          : expected.equals(found);
    }

    private boolean near(BigDecimal expected, BigDecimal found) {
      if (expected.compareTo(found) == 0) {
        return true;
      }
      // The difference of numbers with immense exponents would be written out in full.
      return spec.tolerance > 0
          && Math.abs((long) expected.scale()) <= MOST_DIGITS
          && Math.abs((long) found.scale()) <= MOST_DIGITS
          && expected.subtract(found).abs().compareTo(BigDecimal.valueOf(spec.tolerance)) <= 0;
    }

    private String cased(String text) {
      return spec.caseSensitive ? text.strip() : text.strip().toLowerCase(Locale.ROOT);
    }

    private static String shown(JsonNode value) {
      return Names.abbreviated(Json.write(value), SHOWN_VALUE);
    }
  }

  /**
   * The specification.
   *
   * @param expected template of a JSON object
   * @param caseSensitive whether upper and lower case of texts differ
   * @param tolerance the largest difference of numbers that are equal, 0 or more
   */
  record Spec(
      String type,
      String expected,
      boolean caseSensitive,
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
