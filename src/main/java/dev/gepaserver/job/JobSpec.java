package dev.gepaserver.job;

import dev.gepaserver.engine.model.Budget;
import dev.gepaserver.engine.model.Defaults;
import dev.gepaserver.engine.model.PromptOptions;
import dev.gepaserver.engine.model.ReflectionOptions;
import dev.gepaserver.engine.model.SearchOptions;
import dev.gepaserver.engine.model.StrategyOptions;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.evaluation.EvaluatorSpec;
import dev.gepaserver.llm.ModelRef;
import dev.gepaserver.system.SystemSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a job is to do, without its examples; every default is filled in. Written as JSON by {@link
 * SpecWriter} and read again by {@link SpecReader} it is equal to itself.
 *
 * @param name 1 to 200 characters
 * @param labels at most 20
 * @param objective what the system is for, in words; null where not said
 * @param seedCandidate component → text, in the order that matters; empty where the reflection
 *     model writes the first text
 * @param system the system under optimization
 * @param evaluator how a rollout is scored; null where the system scores itself
 * @param reflection how texts are rewritten
 * @param search how is searched
 * @param budget when the search ends
 * @param execution how calls are made
 * @param onEnd who is told when the job ends; null for nobody
 * @param sets those of its sets that are parts of data sets
 */
public record JobSpec(
    String name,
    Map<String, String> labels,
    @Nullable String objective,
    Map<String, String> seedCandidate,
    SystemSpec system,
    @Nullable EvaluatorSpec evaluator,
    ReflectionSpec reflection,
    SearchSpec search,
    Budget budget,
    ExecutionSpec execution,
    @Nullable OnEnd onEnd,
    NamedSets sets) {

  /** The component of a job that was submitted without a seed. */
  public static final String DEFAULT_COMPONENT = "text";

  /** Copies the maps, order kept. */
  public JobSpec {
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    seedCandidate = Collections.unmodifiableMap(new LinkedHashMap<>(seedCandidate));
  }

  /** The names of the components in their order, at least one. */
  public List<String> components() {
    return seedCandidate.isEmpty()
        ? List.of(DEFAULT_COMPONENT)
        : List.copyOf(seedCandidate.keySet());
  }

  /** The models called in one rollout, those that score it included, one entry a call. */
  public List<ModelRef> modelsPerRollout() {
    List<ModelRef> models = new ArrayList<>(system.modelsPerRollout());
    if (evaluator != null) {
      models.addAll(evaluator.modelsPerRollout());
    }
    return models;
  }

  /** Whether the reflection model has to write the first text. */
  public boolean writesSeed() {
    return seedCandidate.isEmpty();
  }

  /** The same with another budget. */
  public JobSpec withBudget(Budget other) {
    return new JobSpec(
        name,
        labels,
        objective,
        seedCandidate,
        system,
        evaluator,
        reflection,
        search,
        other,
        execution,
        onEnd,
        sets);
  }

  /** The same with other parts of data sets. */
  JobSpec withSets(NamedSets others) {
    return new JobSpec(
        name,
        labels,
        objective,
        seedCandidate,
        system,
        evaluator,
        reflection,
        search,
        budget,
        execution,
        onEnd,
        others);
  }

  /** What the search core is told. */
  public SearchOptions searchOptions() {
    return new SearchOptions(
        search.seed(),
        new StrategyOptions(
            search.candidateSelector(),
            Defaults.MINIBATCH_SAMPLER,
            reflection.componentSelector(),
            search.frontier(),
            search.acceptance(),
            search.sampling(),
            search.selection()),
        new ReflectionOptions(
            reflection.minibatchSize(),
            reflection.skipPerfectScore(),
            reflection.perfectScore(),
            reflection.attempts(),
            reflection.maxConsecutiveFailures(),
            new PromptOptions(
                objective,
                reflection.template(),
                reflection.templates(),
                reflection.showRejected(),
                reflection.maxTextLength(),
                writesSeed() ? null : Texts.of(seedCandidate),
                Set.of(),
                reflection.maxPromptLength())),
        search.merge(),
        search.cacheEvaluations(),
        search.skipDuplicates(),
        budget,
        execution.maxFailedShare());
  }
}
