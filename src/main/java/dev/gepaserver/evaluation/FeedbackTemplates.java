package dev.gepaserver.evaluation;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Template;
import dev.gepaserver.dataset.Example;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The feedback of an evaluator: one text for what is right (score 1), one for everything else.
 *
 * <p>Names: {@code output} (or a field of it), {@code expected}, {@code score}, {@code
 * additionalContext}, {@code component.NAME}, then any field of the example. {@code
 * additionalContext} is the example's field of that name as readable lines, {@code name: value} for
 * each entry of an object, and nothing where the example has none.
 */
final class FeedbackTemplates {

  /** The name of what examples carry for the reflection's eyes. */
  static final String CONTEXT = "additionalContext";

  private final Template correct;
  private final Template incorrect;

  FeedbackTemplates(String correct, String incorrect) {
    this.correct = Template.of(correct);
    this.incorrect = Template.of(incorrect);
  }

  /**
   * The evaluation of one rollout that is right or wrong.
   *
   * @param found what the evaluator found out, by the name that it has in its templates
   */
  Evaluation evaluation(
      boolean right, EvaluationInput input, String expected, Map<String, String> found) {
    Map<String, String> facts = new HashMap<>(found);
    facts.put("expected", expected);
    return evaluation(right ? 1 : 0, input, facts);
  }

  /** The evaluation of one rollout; a score of 1 and more is told as right. */
  Evaluation evaluation(double score, EvaluationInput input, Map<String, String> found) {
    Map<String, String> facts = new HashMap<>(found);
    facts.put("score", Json.write(score));
    return Evaluation.of(
        score, fill(score >= 1 ? correct : incorrect, input, facts, "feedback").strip());
  }

  /**
   * Fills a template of an evaluator in.
   *
   * @param facts what the evaluator knows, by the name that it has in the template
   * @param where what the template is of, for the message about a name that is missing
   */
  static String fill(
      Template template, EvaluationInput input, Map<String, String> facts, String where) {
    return template.fill(name -> {
      JsonNode value = own(name, input, facts);
      return value == null ? field(input.example(), name, where) : value;
    });
  }

  /** The expected answer of an example, without blanks around it. */
  static String expected(Template template, Example example) {
    return template.fill(name -> field(example, name, "expected answer")).strip();
  }

  /** What a check is held against, as it stands; where the template is one place, its value. */
  static JsonNode value(Template template, Example example) {
    return template.value(name -> field(example, name, "expected answer"));
  }

  private static @Nullable JsonNode own(
      String name, EvaluationInput input, Map<String, String> facts) {
    String fact = facts.get(name);
    if (fact != null) {
      return Json.tree(fact);
    }
    if (name.startsWith(TemplateCheck.COMPONENT)) {
      String text = input.candidate().asMap().get(name.substring(TemplateCheck.COMPONENT.length()));
      return text == null ? null : Json.tree(text);
    }
    if (name.startsWith("output.")) {
      return Json.find(input.output(), name.substring("output.".length()));
    }
    return switch (name) {
      case "output" -> input.output();
      case CONTEXT -> Json.tree(context(input.example()));
      default -> null;
    };
  }

  private static String context(Example example) {
    JsonNode context = example.data().get(CONTEXT);
    if (context == null || context.isNull()) {
      return "";
    }
    if (!context.isObject()) {
      return Json.inText(context);
    }
    return context.properties().stream()
        .map(entry -> entry.getKey() + ": " + Json.inText(entry.getValue()))
        .collect(Collectors.joining("\n"));
  }

  private static JsonNode field(Example example, String name, String where) {
    JsonNode value = Json.find(example.data(), name);
    if (value == null) {
      throw new CallFailedException.Faulty(
          "the template of the %s uses {{%s}}, which example \"%s\" has not"
              .formatted(where, name, example.id()));
    }
    return value;
  }
}
