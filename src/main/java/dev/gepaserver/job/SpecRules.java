package dev.gepaserver.job;

import dev.gepaserver.common.Faults;
import dev.gepaserver.dataset.ExampleSets;
import dev.gepaserver.engine.model.DataSizes;
import dev.gepaserver.engine.model.Defaults;
import dev.gepaserver.evaluation.EvaluatorSpec;
import dev.gepaserver.llm.ModelRef;
import dev.gepaserver.llm.Models;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** What must hold between the parts of a job. */
@Component
class SpecRules {

  private final Models models;
  private final WorstCosts costs;

  SpecRules(Models models, WorstCosts costs) {
    this.models = models;
    this.costs = costs;
  }

  /**
   * Notes what does not hold.
   *
   * @param roots what the search begins with
   */
  void check(JobSpec spec, ExampleSets examples, Roots roots, Faults faults) {
    checkObjectives(spec, faults);
    if (!examples.trainset().isEmpty()) {
      checkBudget(
          spec,
          new DataSizes(examples.trainset().size(), examples.valset().size()),
          roots.unscored(),
          faults);
      checkCost(spec, examples, roots, faults);
    } else {
      checkPrices(spec, faults);
    }
  }

  /** What must hold for a hard limit of cost to be kept, where there is one. */
  void checkCost(JobSpec spec, ExampleSets examples, Roots roots, Faults faults) {
    costs.check(spec, examples, roots, faults);
  }

  /** What must hold between the budget, but for hard limits of cost, and the rest of a job. */
  void checkBudget(JobSpec spec, DataSizes sizes, int roots, Faults faults) {
    checkPrices(spec, faults);
    BudgetFields.checkHard(spec.budget(), sizes, roots, faults);
  }

  private static void checkObjectives(JobSpec spec, Faults faults) {
    EvaluatorSpec evaluator = spec.evaluator();
    // Where a part could not be read, nobody knows what it would give.
    if (spec.search().frontier().equals(Defaults.FRONTIER)
        || faults.at("/system")
        || faults.at("/evaluator")) {
      return;
    }
    boolean given =
        evaluator == null ? spec.system().givesObjectives() : evaluator.givesObjectives();
    if (!given) {
      faults.add(
          "/search/frontier",
          "%s needs objective scores, and %s gives none; use instance, or an evaluator that gives them: composite, llm_judge with an objective, http"
              .formatted(
                  spec.search().frontier().name(),
                  evaluator == null
                      ? "system " + spec.system().type()
                      : "evaluator " + evaluator.type()));
    }
  }

  private void checkPrices(JobSpec spec, Faults faults) {
    if (spec.budget().maxReflectionCostNanos() != null && !faults.at("/reflection/model")) {
      checkPrice("/budget/maxReflectionCostUsd", spec.reflection().model(), faults);
    }
    if (spec.budget().maxCostNanos() == null) {
      return;
    }
    List<ModelRef> called = new ArrayList<>();
    if (!faults.at("/reflection/model")) {
      called.add(spec.reflection().model());
    }
    if (!faults.at("/system")) {
      called.addAll(spec.system().modelsPerRollout());
    }
    if (spec.evaluator() != null && !faults.at("/evaluator")) {
      called.addAll(spec.evaluator().modelsPerRollout());
    }
    called.forEach(model -> checkPrice("/budget/maxCostUsd", model, faults));
  }

  private void checkPrice(String pointer, ModelRef model, Faults faults) {
    if (models.costNanos(model, 0, 0) == null) {
      faults.add(
          pointer,
          ("cannot be kept, because the price of %s/%s is not known; set gepa.providers.%s.prices, give prices"
                  + " in the model, or limit something else")
              .formatted(model.provider(), model.model(), model.provider()));
    }
  }
}
