package dev.gepaserver.job;

import dev.gepaserver.common.InvalidInputException;
import dev.gepaserver.common.Warning;
import dev.gepaserver.evaluation.Evaluators;
import dev.gepaserver.llm.ModelRef;
import dev.gepaserver.llm.Models;
import dev.gepaserver.system.Systems;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import tools.jackson.databind.JsonNode;

/** Looks at a job without starting it and without calling anything. */
@Service
public class JobValidation {

  private final SpecReader reader;
  private final Systems systems;
  private final Evaluators evaluators;
  private final Models models;
  private final WorstCosts costs;

  JobValidation(
      SpecReader reader, Systems systems, Evaluators evaluators, Models models, WorstCosts costs) {
    this.reader = reader;
    this.systems = systems;
    this.evaluators = evaluators;
    this.models = models;
    this.costs = costs;
  }

  /**
   * Looks at what could be submitted.
   *
   * @throws InvalidInputException with every fault
   */
  public Validated validate(JsonNode body) {
    Submission job = reader.readSubmission(body);
    Preview preview = Preview.of(job, systems, evaluators);
    Estimator estimator =
        new Estimator(job, preview, models, costs.bounds(job.spec(), job.examples(), List.of()));
    List<Warning> warnings = new ArrayList<>(job.warnings());
    if (job.examples().valset().isEmpty()) {
      warnings.add(
          new Warning(
              "no-validation-set",
              "candidates are validated on the training examples they were rewritten for; the best"
                  + " score may flatter"));
    }
    warnings.addAll(estimator.warnings());
    warnings.addAll(simulated(job.spec()));
    return new Validated(
        SpecWriter.masked(SpecWriter.write(job.spec(), job.examples())),
        preview.firstMessages(),
        preview.reflectionPrompt(),
        estimator.estimate(),
        warnings);
  }

  private List<Warning> simulated(JobSpec spec) {
    Set<ModelRef> called = new LinkedHashSet<>(spec.modelsPerRollout());
    called.add(spec.reflection().model());
    String names =
        called.stream()
            .filter(models::simulated)
            .map(model -> model.provider() + "/" + model.model())
            .distinct()
            .collect(Collectors.joining(", "));
    return names.isEmpty()
        ? List.of()
        : List.of(
            new Warning(
                "simulated-model",
                names + " only simulates; the result says nothing about a real model"));
  }
}
