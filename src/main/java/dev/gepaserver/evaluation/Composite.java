package dev.gepaserver.evaluation;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.dataset.ExampleSets;
import dev.gepaserver.journal.CallScope;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * {@code composite}: several evaluators in one. The score is the weighted mean of the parts' scores
 * in their order, each part's score is an objective of its name (objectives that a part itself
 * gives are left aside), the feedback is what each part says under its name. A part that cannot
 * score a rollout fails it. Composites do not stand in one another.
 */
final class Composite implements EvaluatorType {

  private static final int MAX_PARTS = 20;
  private static final double MAX_WEIGHT = 1e6;
  private static final double MIN_WEIGHT = 1e-6;
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,63}");

  private final Evaluators others;

  Composite(Evaluators others) {
    this.others = others;
  }

  @Override
  public String name() {
    return "composite";
  }

  @Override
  public EvaluatorSpec read(Fields fields) {
    List<JsonNode> given = fields.list("parts", 1, MAX_PARTS);
    if (given == null && !fields.has("parts")) {
      fields.missing("parts", "a list of {\"name\", \"weight\", \"evaluator\"}");
    }
    List<CompositeSpec.Part> parts = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; given != null && i < given.size(); i++) {
      parts.add(
          readPart(
              Fields.of(given.get(i), fields.pointer("parts") + "/" + i, fields.faults()), names));
    }
    return new CompositeSpec(name(), parts);
  }

  private CompositeSpec.Part readPart(Fields fields, Set<String> names) {
    String name = fields.requiredText("name", Integer.MAX_VALUE);
    if (!name.isBlank() && !NAME.matcher(name).matches()) {
      fields.fault(
          "name", "must be a letter, then up to 63 letters, digits, '_', '.' or '-': an objective");
    } else if (!names.add(name) && !name.isBlank()) {
      fields.fault("name", "stands twice; each part has a name of its own");
    }
    CompositeSpec.Part part =
        new CompositeSpec.Part(
            name,
            fields.number("weight", 1, MIN_WEIGHT, MAX_WEIGHT),
            others.read(fields, "evaluator"));
    fields.rejectUnknown();
    return part;
  }

  @Override
  public void check(EvaluatorSpec spec, String pointer, ExampleSets examples, Faults faults) {
    List<CompositeSpec.Part> parts = ((CompositeSpec) spec).parts();
    for (int i = 0; i < parts.size(); i++) {
      others.check(parts.get(i).evaluator(), pointer + CompositeSpec.path(i), examples, faults);
    }
  }

  @Override
  public List<Long> promptCharacters(EvaluatorSpec spec, EvaluationInput input) {
    return ((CompositeSpec) spec)
        .parts().stream()
            .flatMap(part -> others.promptCharacters(part.evaluator(), input).stream())
            .toList();
  }

  @Override
  public Evaluator make(EvaluatorSpec spec) {
    List<CompositeSpec.Part> parts = ((CompositeSpec) spec).parts();
    List<Evaluator> evaluators = parts.stream().map(part -> others.make(part.evaluator())).toList();
    Evaluator joining =
        (input, scope) -> {
          List<Evaluation> evaluations = new ArrayList<>(parts.size());
          for (int i = 0; i < parts.size(); i++) {
            evaluations.add(evaluate(parts.get(i).name(), evaluators.get(i), input, scope));
          }
          return joined(parts, evaluations, input.candidate().names());
        };
    return new WithObjectives(
        joining, parts.stream().map(CompositeSpec.Part::name).collect(Collectors.toSet()));
  }

  private static Evaluation evaluate(
      String part, Evaluator evaluator, EvaluationInput input, CallScope scope) {
    try {
      return evaluator.evaluate(input, scope.of(part));
    } catch (CallFailedException.Faulty e) {
      throw new CallFailedException.Faulty(
          e.code(), part + ": " + e.getMessage(), e.attempts(), e.latencyMs());
    }
  }

  private static Evaluation joined(
      List<CompositeSpec.Part> parts, List<Evaluation> evaluations, List<String> components) {
    TreeMap<String, Double> objectives = new TreeMap<>();
    for (int i = 0; i < parts.size(); i++) {
      objectives.put(parts.get(i).name(), evaluations.get(i).score());
    }
    return new Evaluation(
        mean(parts, evaluations), objectives, feedback(objectives, parts, evaluations, components));
  }

  /** Divided once and last, so that parts that all score 1 make exactly 1. */
  private static double mean(List<CompositeSpec.Part> parts, List<Evaluation> evaluations) {
    double weights = 0;
    double sum = 0;
    for (int i = 0; i < parts.size(); i++) {
      weights += parts.get(i).weight();
      sum += parts.get(i).weight() * evaluations.get(i).score();
    }
    if (Double.isFinite(sum)) {
      return sum / weights;
    }
    double shares = 0;
    for (int i = 0; i < parts.size(); i++) {
      shares += parts.get(i).weight() / weights * evaluations.get(i).score();
    }
    return shares;
  }

  private static Feedback feedback(
      Map<String, Double> scores,
      List<CompositeSpec.Part> parts,
      List<Evaluation> evaluations,
      List<String> components) {
    Map<String, Feedback> said = new LinkedHashMap<>();
    for (int i = 0; i < parts.size(); i++) {
      said.put(parts.get(i).name(), evaluations.get(i).feedback());
    }
    if (said.values().stream().allMatch(Feedback.Text.class::isInstance)) {
      return new Feedback.Text(text(scores, said, ""));
    }
    Map<String, String> texts = new LinkedHashMap<>();
    for (String component : components) {
      if (said.values().stream().anyMatch(each -> each.forComponent(component) != null)) {
        texts.put(component, text(scores, said, component));
      }
    }
    return new Feedback.ByComponent(texts);
  }

  private static String text(
      Map<String, Double> scores, Map<String, Feedback> said, String component) {
    return said.entrySet().stream()
        .filter(entry -> entry.getValue().forComponent(component) != null)
        .map(entry ->
            "%s (score %s): %s"
                .formatted(
                    entry.getKey(),
                    scores.get(entry.getKey()),
                    entry.getValue().forComponent(component)))
        .collect(Collectors.joining("\n\n"));
  }
}
