package dev.gepaserver.evaluation;

import dev.gepaserver.llm.ModelRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The specification of {@code composite}.
 *
 * @param type {@code composite}
 * @param parts at least one, no name twice
 */
record CompositeSpec(String type, List<Part> parts) implements EvaluatorSpec {

  /** Copies the list. */
  CompositeSpec {
    parts = List.copyOf(parts);
  }

  /**
   * One of the evaluators.
   *
   * @param name what its objective is called
   * @param weight above 0
   * @param evaluator any but a composite
   */
  record Part(String name, double weight, EvaluatorSpec evaluator) {}

  /** Where a part's evaluator stands within the specification. */
  static String path(int part) {
    return "/parts/" + part + "/evaluator";
  }

  @Override
  public Set<String> expectedNames() {
    return parts.stream()
        .flatMap(part -> part.evaluator.expectedNames().stream())
        .collect(Collectors.toSet());
  }

  @Override
  public Set<String> judgedNames() {
    return parts.stream()
        .flatMap(part -> part.evaluator.judgedNames().stream())
        .collect(Collectors.toSet());
  }

  @Override
  public List<TemplateUse> templates() {
    List<TemplateUse> uses = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      for (TemplateUse use : parts.get(i).evaluator.templates()) {
        uses.add(use.within(path(i)));
      }
    }
    return uses;
  }

  @Override
  public List<ModelRef> modelsPerRollout() {
    return parts.stream().flatMap(part -> part.evaluator.modelsPerRollout().stream()).toList();
  }

  @Override
  public boolean givesObjectives() {
    return true;
  }

  @Override
  public @Nullable Duration timeout() {
    return parts.stream()
        .map(part -> part.evaluator.timeout())
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder())
        .orElse(null);
  }
}
