package dev.gepaserver.evaluation;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Template;
import dev.gepaserver.dataset.Example;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The feedback of an evaluator that says right (score 1) or wrong (score 0).
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
   * The evaluation of one rollout.
   *
   * @param found what the evaluator found out, by the name that it has in its templates
   */
  Evaluation evaluation(
      boolean right, EvaluationInput input, String expected, Map<String, String> found) {
    double score = right ? 1 : 0;
    String text =
        (right ? correct : incorrect)
            .fill(name -> {
              JsonNode value = own(name, input, expected, score, found);
              return value == null ? field(input.example(), name, "feedback") : value;
            });
    return Evaluation.of(score, text.strip());
  }

  /** The expected answer of an example, without blanks around it. */
  static String expected(Template template, Example example) {
    return template.fill(name -> field(example, name, "expected answer")).strip();
  }

  private static @Nullable JsonNode own(
      String name,
      EvaluationInput input,
      String expected,
      double score,
      Map<String, String> found) {
    String fact = found.get(name);
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
      case "expected" -> Json.tree(expected);
      case "score" -> Json.tree(score);
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
