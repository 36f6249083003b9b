package dev.gepaserver.job;

import dev.gepaserver.common.InvalidInputException;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Warning;
import dev.gepaserver.dataset.Example;
import dev.gepaserver.dataset.ExampleSets;
import dev.gepaserver.evaluation.Evaluators;
import dev.gepaserver.llm.ModelRef;
import dev.gepaserver.llm.Models;
import dev.gepaserver.system.Systems;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
    warnings.addAll(testOverlaps(job.examples()));
    warnings.addAll(estimator.warnings());
    warnings.addAll(simulated(job.spec()));
    return new Validated(
        SpecWriter.masked(SpecWriter.write(job.spec(), job.examples())),
        preview.firstMessages(),
        preview.reflectionPrompt(),
        estimator.estimate(),
        warnings);
  }

  /** An example is the same whatever it is called. */
  private static List<Warning> testOverlaps(ExampleSets sets) {
    Set<String> searched = new HashSet<>();
    if (!sets.testset().isEmpty()) {
      sets.trainset().forEach(example -> searched.add(unnamed(example)));
      sets.valset().forEach(example -> searched.add(unnamed(example)));
    }
    long same = sets.testset().stream().filter(each -> searched.contains(unnamed(each))).count();
    return same == 0
        ? List.of()
        : List.of(
            new Warning(
                "test-overlaps",
                "%,d of %,d test examples are training or validation examples, too; the test may flatter"
                    .formatted(same, sets.testset().size())));
  }

  private static String unnamed(Example example) {
    Map<String, JsonNode> data = new TreeMap<>();
    example.data().forEachEntry(data::put);
    data.remove("id");
    return Json.hash(data);
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
