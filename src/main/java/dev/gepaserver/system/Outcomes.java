package dev.gepaserver.system;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.engine.model.ReflectionRecord;
import dev.gepaserver.evaluation.Evaluation;
import dev.gepaserver.evaluation.EvaluationInput;
import dev.gepaserver.evaluation.Evaluator;
import dev.gepaserver.evaluation.Feedback;
import dev.gepaserver.journal.CallError;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Makes outcomes of what a system answered, with the records that reflection reads. */
public final class Outcomes {

  private Outcomes() {}

  /** Makes the records that reflection reads, by component, of the feedback on a rollout. */
  @FunctionalInterface
  public interface Records {

    /** The records; a component that took no part has none. */
    Map<String, ReflectionRecord> of(Feedback feedback);
  }

  /** Scores an output; where it cannot be scored, the outcome is a failed one. */
  public static RolloutOutcome evaluated(
      RolloutTask task, Answered answered, JsonNode output, Evaluator evaluator) {
    return evaluatedWith(
        task, answered, output, evaluator, feedback -> records(task, answered, feedback));
  }

  /** The same, with records that the system made itself, null for the usual ones. */
  public static RolloutOutcome evaluated(
      RolloutTask task,
      Answered answered,
      JsonNode output,
      Evaluator evaluator,
      @Nullable Map<String, ReflectionRecord> records) {
    try {
      Evaluation evaluation = evaluation(task, answered, output, evaluator);
      return scored(task, answered, evaluation, records);
    } catch (CallFailedException.Faulty e) {
      return failed(task, answered, new CallError("evaluation-failed", detail(e)));
    }
  }

  /** The same, with a system's own way of making records. */
  public static RolloutOutcome evaluatedWith(
      RolloutTask task, Answered answered, JsonNode output, Evaluator evaluator, Records records) {
    try {
      Evaluation evaluation = evaluation(task, answered, output, evaluator);
      return outcome(task, answered, evaluation, records, null);
    } catch (CallFailedException.Faulty e) {
      return failedWith(task, answered, new CallError("evaluation-failed", detail(e)), records);
    }
  }

  private static Evaluation evaluation(
      RolloutTask task, Answered answered, JsonNode output, Evaluator evaluator) {
    EvaluationInput input =
        new EvaluationInput(
            task.example(),
            task.split(),
            task.purpose(),
            task.scope().rolloutId(),
            task.texts(),
            output,
            answered.trace());
    return evaluator.evaluate(input, task.scope());
  }

  /** The outcome of an evaluation that is made already. */
  public static RolloutOutcome scored(
      RolloutTask task,
      Answered answered,
      Evaluation evaluation,
      @Nullable Map<String, ReflectionRecord> records) {
    return outcome(
        task,
        answered,
        evaluation,
        feedback -> records == null ? records(task, answered, feedback) : records,
        null);
  }

  /** A rollout that failed: score 0, and the error is what reflection is told. */
  public static RolloutOutcome failed(RolloutTask task, Answered answered, CallError error) {
    return failedWith(task, answered, error, feedback -> records(task, answered, feedback));
  }

  /** The same, with a system's own way of making records. */
  public static RolloutOutcome failedWith(
      RolloutTask task, Answered answered, CallError error, Records records) {
    Evaluation none = Evaluation.of(0, "This rollout failed: " + error.detail());
    return outcome(task, answered, none, records, error);
  }

  /** What a failure says. */
  public static String detail(CallFailedException e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  private static RolloutOutcome outcome(
      RolloutTask task,
      Answered answered,
      Evaluation evaluation,
      Records records,
      @Nullable CallError error) {
    return new RolloutOutcome(
        evaluation.score(),
        evaluation.objectives(),
        answered.output(),
        evaluation.feedback(),
        task.captureTraces() ? records.of(evaluation.feedback()) : Map.of(),
        answered.trace(),
        answered.costNanos(),
        answered.latencyMs(),
        answered.attempts(),
        error);
  }

  private static Map<String, ReflectionRecord> records(
      RolloutTask task, Answered answered, Feedback feedback) {
    JsonNode data = task.example().data();
    JsonNode input = data.get("input");
    Map<String, ReflectionRecord> records = new LinkedHashMap<>();
    for (String component : task.texts().names()) {
      String told = feedback.forComponent(component);
      if (told != null) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("Inputs", PlainValues.of(input == null ? data : input));
        JsonNode output = answered.output();
        if (output != null) {
          values.put("Generated Outputs", PlainValues.of(output));
        }
        values.put("Feedback", told);
        records.put(component, new ReflectionRecord(values));
      }
    }
    return Collections.unmodifiableMap(records);
  }
}
