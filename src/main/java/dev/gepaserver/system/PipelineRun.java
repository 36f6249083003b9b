package dev.gepaserver.system;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Storable;
import dev.gepaserver.engine.model.ReflectionRecord;
import dev.gepaserver.evaluation.Feedback;
import dev.gepaserver.journal.CallError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One rollout of a pipeline: what its steps have done so far. Thread-safe. */
final class PipelineRun implements PromptValues {

  private final RolloutTask task;
  private final Map<String, PromptMessages> prompts;
  private final Map<String, StepTrace> steps = new LinkedHashMap<>();
  private final Room room = new Room("what the steps were given and put out");
  private @Nullable JsonNode output;

  /**
   * Begins a rollout.
   *
   * @param prompts of the steps that ask models, by their ids
   */
  PipelineRun(RolloutTask task, Map<String, PromptMessages> prompts) {
    this.task = task;
    this.prompts = prompts;
  }

  RolloutTask task() {
    return task;
  }

  synchronized StepTrace begin(PipelineStep step) {
    StepTrace trace = new StepTrace(step, room);
    steps.put(step.id(), trace);
    return trace;
  }

  @Override
  public synchronized @Nullable JsonNode find(String name) {
    if (!name.startsWith(PipelineCheck.STEPS)) {
      return Json.find(task.example().data(), name);
    }
    String[] parts = name.split("\\.", 4);
    StepTrace step = parts.length < 3 ? null : steps.get(parts[1]);
    JsonNode output = step == null ? null : step.output();
    return output == null || parts.length < 4 ? output : Json.find(output, parts[3]);
  }

  @Override
  public CallFailedException.Faulty missing(String name) {
    return new CallFailedException.Faulty(
        name.startsWith(PipelineCheck.STEPS)
            ? "{{%s}} is used here, which that step's output has not".formatted(name)
            : "{{%s}} is used here, which example \"%s\" has not"
                .formatted(name, task.example().id()));
  }

  /** All steps are taken, and this came of them. */
  synchronized void output(JsonNode value) {
    output = value;
  }

  /**
   * What was done up to now, whatever this run does from here on.
   *
   * @param error of the step that is being taken, where one is
   */
  synchronized PipelineRun late(CallError error) {
    PipelineRun copy = new PipelineRun(task, prompts);
    steps.forEach((id, step) -> copy.steps.put(id, step.late(error)));
    copy.output = output;
    return copy;
  }

  /** Why the last step failed; null where it did not. */
  synchronized @Nullable CallError lastError() {
    return steps.isEmpty() ? null : List.copyOf(steps.values()).getLast().error();
  }

  /** What the pipeline did as a whole. */
  synchronized Answered answered() {
    ObjectNode trace = Json.object();
    ArrayNode all = trace.putArray("steps");
    long cost = 0;
    long latency = 0;
    int attempts = 0;
    for (StepTrace step : steps.values()) {
      all.add(step.json());
      cost += step.costNanos();
      latency += step.latencyMs();
      attempts += step.attempts();
    }
    return new Answered(output, Storable.json(trace), cost, latency, Math.max(1, attempts));
  }

  /**
   * For each component what its own steps were given and replied, with the feedback on the whole;
   * texts of components are no part of it, and remarks on replies that are no whole ones. A
   * component none of whose steps was taken has no record.
   */
  synchronized Map<String, ReflectionRecord> records(Feedback feedback) {
    Map<String, ReflectionRecord> records = new LinkedHashMap<>();
    for (String component : task.texts().names()) {
      String told = feedback.forComponent(component);
      Map<String, @Nullable Object> inputs = new LinkedHashMap<>();
      Map<String, @Nullable Object> replies = new LinkedHashMap<>();
      List<String> remarks = new ArrayList<>();
      for (Map.Entry<String, StepTrace> step : steps.entrySet()) {
        PromptMessages prompt = prompts.get(step.getKey());
        if (prompt != null && prompt.components().contains(component)) {
          inputs.put(step.getKey(), inputs(prompt.inputs(component)));
          String reply = step.getValue().reply();
          if (reply != null) {
            replies.put(step.getKey(), reply);
          }
          String remark = step.getValue().remark();
          if (remark != null) {
            remarks.add("Step %s: %s".formatted(step.getKey(), remark));
          }
        }
      }
      if (told != null && !inputs.isEmpty()) {
        remarks.add(told);
        records.put(component, record(inputs, replies, String.join("\n", remarks)));
      }
    }
    return records;
  }

  private static ReflectionRecord record(
      Map<String, @Nullable Object> inputs, Map<String, @Nullable Object> replies, String told) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.put("Inputs", alone(inputs, inputs.size()));
    if (!replies.isEmpty()) {
      values.put("Generated Outputs", alone(replies, inputs.size()));
    }
    values.put("Feedback", told);
    return new ReflectionRecord(values);
  }

  private static @Nullable Object alone(Map<String, @Nullable Object> byStep, int steps) {
    return steps == 1 ? byStep.values().iterator().next() : byStep;
  }

  private Map<String, @Nullable Object> inputs(Set<String> names) {
    Map<String, @Nullable Object> inputs = new LinkedHashMap<>();
    for (String name : names) {
      JsonNode value = find(name);
      if (value != null) {
        inputs.put(name, PlainValues.of(value));
      }
    }
    return inputs;
  }
}
