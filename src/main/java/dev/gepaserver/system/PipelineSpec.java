package dev.gepaserver.system;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gepaserver.llm.ModelRef;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The specification of {@code pipeline}.
 *
 * @param type {@code pipeline}
 * @param model what steps ask that name no model of their own; null where each names one
 * @param steps in the order in which they are taken, at least one
 * @param output template of the output; one that is a single place gives the value itself
 * @param allowExpected whether names of the evaluator's expected answer may stand in templates
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PipelineSpec(
    String type,
    @Nullable ModelRef model,
    List<PipelineStep> steps,
    String output,
    boolean allowExpected)
    implements SystemSpec {

  /** Copies the list. */
  PipelineSpec {
    steps = List.copyOf(steps);
  }

  /** The steps that ask models. */
  Stream<PipelineStep.Llm> llmSteps() {
    return steps.stream()
        .filter(PipelineStep.Llm.class::isInstance)
        .map(PipelineStep.Llm.class::cast);
  }

  @Override
  public List<ModelRef> modelsPerRollout() {
    return llmSteps().map(PipelineStep.Llm::model).toList();
  }

  @Override
  public Set<UUID> corpora() {
    return steps.stream()
        .filter(PipelineStep.Retrieve.class::isInstance)
        .map(step -> ((PipelineStep.Retrieve) step).corpus())
        .collect(Collectors.toSet());
  }

  @Override
  public @Nullable Duration timeout() {
    return steps.stream()
        .map(step -> step instanceof PipelineStep.Http http ? http.timeout() : null)
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder())
        .orElse(null);
  }
}
