package dev.gepaserver.job;

import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Json;
import dev.gepaserver.dataset.Example;
import dev.gepaserver.dataset.ExampleSets;
import dev.gepaserver.engine.model.CostBounds;
import dev.gepaserver.engine.model.Message;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.engine.proposal.FirstText;
import dev.gepaserver.engine.proposal.PromptWriter;
import dev.gepaserver.engine.spi.ReflectionDialogue;
import dev.gepaserver.evaluation.EvaluatorSpec;
import dev.gepaserver.llm.ModelRef;
import dev.gepaserver.llm.Models;
import dev.gepaserver.system.SystemSpec;
import dev.gepaserver.system.Systems;
import dev.gepaserver.system.TextBounds;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * The most that the calls of a job can cost, for hard cost budgets. It hangs on the specification
 * and the examples alone, so that it is the same whenever it is reckoned.
 *
 * <p>A prompt has at most as many tokens as bytes, and a few for each message; a reply has at most
 * {@code maxTokens}. A text is at most as long as {@code reflection.maxTextLength}, or as the
 * longest that the job begins with; a reflection prompt at most {@code reflection.maxPromptLength},
 * and every further attempt adds what {@link ReflectionDialogue#MOST_ADDED} says.
 */
@Component
class WorstCosts {

  /** UTF-8 bytes of a {@code char} at most; a pair of surrogates has four. */
  private static final long BYTES_A_CHAR = 3;

  private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

  private final Models models;
  private final Systems systems;

  WorstCosts(Models models, Systems systems) {
    this.models = models;
    this.systems = systems;
  }

  /**
   * Notes what is missing for a hard cost budget to be kept, and whether it is less than what comes
   * before the first iteration can cost.
   */
  void check(JobSpec spec, ExampleSets examples, Roots roots, Faults faults) {
    if (!spec.budget().limitsCostHard()
        || faults.at("/system")
        || faults.at("/evaluator")
        || faults.at("/reflection")) {
      return;
    }
    checkModels(spec, faults);
    if (spec.reflection().maxTextLength() == null) {
      faults.add(
          "/reflection/maxTextLength",
          "is missing; with a hard limit of cost texts must not grow without end. A resume cannot set it, a fork can");
    }
    if (!faults.none()) {
      return;
    }
    CostBounds bounds = bounds(spec, examples, roots.texts());
    if (bounds == null) {
      faults.add(
          "/budget/hard",
          "what %s costs at most cannot be foreseen; let the budget be soft"
              .formatted(
                  evaluatorIsFree(spec.evaluator())
                      ? "a rollout of a system of type " + spec.system().type()
                      : "an evaluator that asks a model"));
      return;
    }
    int validation =
        examples.valset().isEmpty() ? examples.trainset().size() : examples.valset().size();
    int firstTexts = spec.writesSeed() && roots.unscored() > 0 ? 1 : 0;
    checkLeast(
        "/budget/maxCostUsd",
        spec.budget().maxCostNanos(),
        bounds
            .withTest((long) roots.unscored() * validation, firstTexts)
            .add(BigInteger.valueOf(roots.spentNanos())),
        faults);
    checkLeast(
        "/budget/maxReflectionCostUsd",
        spec.budget().maxReflectionCostNanos(),
        bounds.ofReflections(firstTexts).add(BigInteger.valueOf(roots.spentReflectionNanos())),
        faults);
  }

  private static void checkLeast(
      String pointer, @Nullable Long limit, BigInteger least, Faults faults) {
    if (limit != null && BigInteger.valueOf(limit).compareTo(least) < 0) {
      faults.add(
          pointer,
          ("is less than what is spent, and what scoring the seed and testing on held-out examples may cost at"
                  + " most, and the budget is hard; it must be at least %s. A smaller maxTokens, shorter texts (reflection.maxTextLength) and prompts (reflection.maxPromptLength)"
                  + " or fewer examples make that less")
              .formatted(new BigDecimal(least, 9).stripTrailingZeros().toPlainString()));
    }
  }

  private void checkModels(JobSpec spec, Faults faults) {
    ModelRef reflection = spec.reflection().model();
    checkModel("/reflection/model", reflection, faults);
    if (spec.budget().maxCostNanos() == null) {
      return;
    }
    SystemSpec system = spec.system();
    checkModels("/system", system, system.modelsPerRollout(), faults);
    if (system.maxCostNanosPerRollout() == null) {
      faults.add(
          "/system/maxCostPerRollout",
          "is missing; with a hard limit of cost it must be the most that one rollout can cost, USD");
    }
    EvaluatorSpec evaluator = spec.evaluator();
    if (evaluator != null) {
      checkModels("/evaluator", evaluator, evaluator.modelsPerRollout(), faults);
    }
  }

  private void checkModels(
      String pointer, Object part, Collection<ModelRef> called, Faults faults) {
    JsonNode own = Json.tree(part).path("model");
    for (ModelRef model : called) {
      checkModel(Json.tree(model).equals(own) ? pointer + "/model" : pointer, model, faults);
    }
  }

  private void checkModel(String pointer, ModelRef model, Faults faults) {
    if (model.prices() == null) {
      // Either free, or of unknown price, with which no limit of cost goes together.
      return;
    }
    if (model.maxTokens() == null) {
      faults.add(
          pointer + "/maxTokens",
          "is missing; with a hard limit of cost replies of %s/%s must be bounded"
              .formatted(model.provider(), model.model()));
    }
    if (model.options() != null && !model.options().isEmpty()) {
      faults.add(
          pointer + "/options",
          "cannot be given together with a hard limit of cost: they may change what a call costs");
    }
  }

  /**
   * What rollouts and reflections cost at most.
   *
   * @param roots texts that the job begins with besides its seed's
   * @return null where the budget has no hard limit of cost, or nothing can be said
   */
  @Nullable CostBounds bounds(JobSpec spec, ExampleSets examples, Collection<Texts> roots) {
    Integer maxTextLength = spec.reflection().maxTextLength();
    if (!spec.budget().limitsCostHard() || maxTextLength == null) {
      return null;
    }
    TextBounds texts = TextBounds.of(seed(spec), roots, maxTextLength);
    long reflection = atMost(reflection(spec, texts));
    if (spec.budget().maxCostNanos() == null) {
      return new CostBounds(0, reflection);
    }
    List<Example> searched =
        examples.valset().isEmpty()
            ? examples.trainset()
            : Stream.of(examples.trainset(), examples.valset()).flatMap(List::stream).toList();
    BigInteger rollout = systems.mostNanosPerRollout(spec.system(), texts, searched);
    BigInteger test = systems.mostNanosPerRollout(spec.system(), texts, examples.testset());
    if (rollout == null || test == null || !evaluatorIsFree(spec.evaluator())) {
      return null;
    }
    BigInteger tested = BigInteger.valueOf(2L * examples.testset().size());
    return new CostBounds(atMost(rollout), reflection, atMost(test.multiply(tested)));
  }

  /** Evaluators that ask models have no bound yet; webhooks that score report no cost. */
  private boolean evaluatorIsFree(@Nullable EvaluatorSpec evaluator) {
    return evaluator == null
        || evaluator.modelsPerRollout().stream()
            .allMatch(model -> model.prices() == null && models.simulated(model));
  }

  private BigInteger reflection(JobSpec spec, TextBounds texts) {
    PromptWriter writer = new PromptWriter(spec.searchOptions().reflection(), seed(spec));
    long longest = spec.writesSeed() ? firstPrompt(spec) : 0;
    for (String component : spec.components()) {
      longest = Math.max(longest, writer.longestPrompt(component, texts.chars(component)));
    }
    int attempts = spec.reflection().attempts();
    BigInteger most = BigInteger.ZERO;
    for (int attempt = 0; attempt < attempts; attempt++) {
      long chars = longest + (long) attempt * ReflectionDialogue.MOST_ADDED;
      most =
          most.add(
              models.mostNanos(spec.reflection().model(), chars * BYTES_A_CHAR, 1 + 2L * attempt));
    }
    return most;
  }

  private static long firstPrompt(JobSpec spec) {
    String objective = spec.objective() == null ? "" : spec.objective();
    return FirstText.dialogue(
            JobSpec.DEFAULT_COMPONENT,
            objective,
            spec.reflection().attempts(),
            spec.reflection().maxTextLength())
        .opening()
        .stream()
        .map(Message::content)
        .mapToLong(String::length)
        .sum();
  }

  private static Texts seed(JobSpec spec) {
    return Texts.of(
        spec.writesSeed() ? Map.of(JobSpec.DEFAULT_COMPONENT, "") : spec.seedCandidate());
  }

  private static long atMost(BigInteger nanos) {
    return nanos.min(MOST).longValue();
  }
}
