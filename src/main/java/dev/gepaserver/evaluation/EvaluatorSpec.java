package dev.gepaserver.evaluation;

import dev.gepaserver.llm.ModelRef;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a job wants to be scored: a record whose components are the fields of the API, {@code type}
 * first. Written as JSON and read again by its {@link EvaluatorType} it is equal to itself.
 */
public interface EvaluatorSpec {

  /** The name under which the evaluator is found. */
  String type();

  /** The fields of the examples that give the expected answer away; refused in prompts. */
  default Set<String> expectedNames() {
    return Set.of();
  }

  /**
   * Fields of the examples that may give the expected answer away, since the evaluator shows them
   * to whoever judges.
   */
  default Set<String> judgedNames() {
    return Set.of();
  }

  /** The templates in this specification, so that their names are checked at submission. */
  default List<TemplateUse> templates() {
    return List.of();
  }

  /** Whether its evaluations can hold objective scores. */
  default boolean givesObjectives() {
    return false;
  }

  /** The models called in one evaluation at most, one entry a call; for estimates and limits. */
  default List<ModelRef> modelsPerRollout() {
    return List.of();
  }

  /** How long one attempt of a webhook may take; null where none is called. */
  default @Nullable Duration timeout() {
    return null;
  }
}
