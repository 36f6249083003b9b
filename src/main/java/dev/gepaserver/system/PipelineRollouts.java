package dev.gepaserver.system;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Template;
import dev.gepaserver.evaluation.Evaluator;
import dev.gepaserver.journal.CallError;
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

  RolloutOutcome rollOut(RolloutTask task) {
    PipelineRun run = new PipelineRun(task, runner.prompts());
    for (PipelineStep step : spec.steps()) {
      CallError error = runner.take(step, run);
      if (error != null) {
        return Outcomes.failedWith(task, run.answered(null), error, run::records);
      }
    }
    JsonNode result;
    try {
      result = output.value(run::get);
    } catch (CallFailedException.Faulty e) {
      CallError error = new CallError(e.code(), "output: " + Outcomes.detail(e));
      return Outcomes.failedWith(task, run.answered(null), error, run::records);
    }
    return Outcomes.evaluatedWith(task, run.answered(result), result, evaluator, run::records);
  }
}
