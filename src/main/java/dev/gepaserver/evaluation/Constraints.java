package dev.gepaserver.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Storable;
import dev.gepaserver.dataset.ExampleSets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * {@code constraints}: checks that a program can make of the form of an output. The score is the
 * share of the checks that are met; each other one is told with what was found. In its feedback
 * templates {@code met} is how many are met, {@code failed} a line for each other one.
 */
@Component
final class Constraints implements EvaluatorType {

  private static final int MAX_CHECKS = 50;
  private static final int SHOWN = 3;
  private static final String NO_VALUE = "json";
  private static final Set<String> OWN_NAMES = Set.of("met", "failed");
  private static final String CORRECT = "{{met}} are met.\n{{additionalContext}}";
  private static final String INCORRECT =
      "{{met}} are met. Not met:\n{{failed}}\n{{additionalContext}}";

  @Override
  public String name() {
    return "constraints";
  }

  @Override
  public EvaluatorSpec read(Fields fields) {
    List<JsonNode> given = fields.list("checks", 1, MAX_CHECKS);
    if (given == null && !fields.has("checks")) {
      fields.missing("checks", "a list of {\"type\", \"value\"}");
    }
    List<Check> checks = new ArrayList<>();
    for (int i = 0; given != null && i < given.size(); i++) {
      checks.add(
          readCheck(Fields.of(given.get(i), fields.pointer("checks") + "/" + i, fields.faults())));
    }
    return new Spec(
        name(),
        checks,
        fields.text("correctFeedback", CORRECT, AnswerFields.MAX_TEMPLATE),
        AnswerFields.incorrect(fields, INCORRECT));
  }

  /** One that cannot be read keeps its place, as a check that asks nothing of the examples. */
  private static Check readCheck(Fields fields) {
    String type = fields.requiredChoice("type", TextCheck.KINDS.keySet());
    JsonNode value = fields.raw("value");
    fields.rejectUnknown();
    if (type == null) {
      return new Check(NO_VALUE, null);
    }
    String wrong = CheckValue.wrong(TextCheck.kind(type).shape(), value);
    if (wrong != null) {
      fields.fault("value", wrong);
    }
    return new Check(type, value == null || wrong != null ? null : Storable.json(value));
  }

  @Override
  public void check(EvaluatorSpec spec, String pointer, ExampleSets examples, Faults faults) {
    List<Check> checks = ((Spec) spec).checks;
    for (int i = 0; i < checks.size(); i++) {
      CheckValue value = checks.get(i).reader();
      int told = 0;
      for (ExampleSets.Placed placed : examples.all()) {
        String wrong = value.wrongOf(placed.example());
        if (wrong != null && told++ < SHOWN) {
          faults.add(pointer + "/checks/" + i + "/value", placed.pointer() + ": " + wrong);
        }
      }
    }
  }

  @Override
  public Evaluator make(EvaluatorSpec spec) {
    Spec constraints = (Spec) spec;
    FeedbackTemplates feedback =
        new FeedbackTemplates(constraints.correctFeedback, constraints.incorrectFeedback);
    List<CheckValue> values = constraints.checks.stream().map(Check::reader).toList();
    return (input, scope) -> {
      List<String> failed = new ArrayList<>();
      for (int i = 0; i < values.size(); i++) {
        String type = constraints.checks.get(i).type;
        List<String> filled = values.get(i).of(input.example());
        String found = TextCheck.kind(type).rule().unmet(input.outputText(), filled);
        if (found != null) {
          String name = filled.isEmpty() ? type : type + " " + String.join(", ", filled);
          failed.add("- %s: %s".formatted(name, found));
        }
      }
      int met = values.size() - failed.size();
      return feedback.evaluation(
          (double) met / values.size(),
          input,
          Map.of(
              "met",
              "%d of %d checks".formatted(met, values.size()),
              "failed",
              failed.isEmpty() ? "none" : String.join("\n", failed)));
    };
  }

  /**
   * One check.
   *
   * @param type its kind
   * @param value what it is held against; null where the kind has none
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Check(String type, @Nullable JsonNode value) {

    CheckValue reader() {
      return new CheckValue(TextCheck.kind(type).shape(), value);
    }
  }

  /**
   * The specification.
   *
   * @param checks at least one
   */
  record Spec(String type, List<Check> checks, String correctFeedback, String incorrectFeedback)
      implements EvaluatorSpec {

    /** Copies the list. */
    Spec {
      checks = List.copyOf(checks);
    }

    @Override
    public List<TemplateUse> templates() {
      List<TemplateUse> uses = new ArrayList<>();
      for (int i = 0; i < checks.size(); i++) {
        uses.addAll(checks.get(i).reader().templates("/checks/" + i + "/value"));
      }
      uses.addAll(AnswerFields.feedbackUses(correctFeedback, incorrectFeedback, OWN_NAMES));
      return uses;
    }
  }
}
