package dev.gepaserver.system;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Template;
import dev.gepaserver.evaluation.Evaluator;
import dev.gepaserver.journal.CallError;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** Rollouts of a pipeline: step after step until one fails, then the evaluator. */
final class PipelineRollouts {

  private final PipelineSpec spec;
  private final StepRunner runner;
  private final Evaluator evaluator;
  private final Template output;

  PipelineRollouts(PipelineSpec spec, StepRunner runner, Evaluator evaluator) {
    this.spec = spec;
    this.runner = runner;
    this.evaluator = evaluator;
    this.output = Template.of(spec.output());
  }

  /** Begins a rollout. */
  Watched.Rollout open(RolloutTask task) {
    PipelineRun run = new PipelineRun(task, runner.prompts());
    return new Watched.Rollout() {

      @Override
      public RolloutOutcome finish() {
        return rollOut(task, run);
      }

      @Override
      public RolloutOutcome late(CallError error, Duration after) {
        return PipelineRollouts.late(task, run.late(error), error, after);
      }
    };
  }

  private static RolloutOutcome late(
      RolloutTask task, PipelineRun run, CallError error, Duration after) {
    CallError told = run.lastError();
    return Outcomes.failedWith(
        task, run.answered().after(after), told == null ? error : told, run::records);
  }

  private RolloutOutcome rollOut(RolloutTask task, PipelineRun run) {
    for (PipelineStep step : spec.steps()) {
      CallError error = runner.take(step, run);
      if (error != null) {
        return Outcomes.failedWith(task, run.answered(), error, run::records);
      }
    }
    JsonNode result;
    try {
      result = output.value(run::get);
    } catch (CallFailedException.Faulty e) {
      CallError error = new CallError(e.code(), "output: " + Outcomes.detail(e));
      return Outcomes.failedWith(task, run.answered(), error, run::records);
    }
    run.output(result);
    return Outcomes.evaluatedWith(task, run.answered(), result, evaluator, run::records);
  }
}
