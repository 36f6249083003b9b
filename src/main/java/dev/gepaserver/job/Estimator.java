package dev.gepaserver.job;

import dev.gepaserver.common.Money;
import dev.gepaserver.common.Warning;
import dev.gepaserver.engine.model.Budget;
import dev.gepaserver.engine.model.Choice;
import dev.gepaserver.engine.model.CostBounds;
import dev.gepaserver.evaluation.EvaluatorSpec;
import dev.gepaserver.llm.ModelRef;
import dev.gepaserver.llm.Models;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reckons what a job will use.
 *
 * <p>With <i>v</i> validation examples, minibatches of <i>m</i>, and every second proposal
 * accepted, the seed takes <i>v</i> rollouts and a proposal 2<i>m</i> + <i>v</i>/2. The number of
 * proposals is the least that any limit of the budget allows (rounded up, since a soft budget may
 * be overshot by an iteration): {@code maxRollouts} by that formula, {@code maxIterations} times
 * the tasks of an iteration, twice the candidates of {@code maxCandidates} besides the seed, {@code
 * maxCostUsd} and {@code maxReflectionCostUsd} by the price of a proposal. A hard budget ends where
 * the worst case of an iteration, and of the held-out test, does not fit any more. Skipped
 * proposals, merges, the evaluation cache, retries and second attempts of reflection are left out.
 *
 * <p>Tokens are characters / 4: of what each call of a rollout is sent, on average over the first
 * training examples, and of the reflection prompt for the seed. A reply of a task model is taken
 * for {@value #REPLY_TOKENS} tokens, or the model's {@code maxTokens} where that is less; a
 * reflection for the seed's text and {@value #DIAGNOSIS_TOKENS} tokens. A number beyond a long
 * stands as the largest long; a cost beyond it is not known.
 */
final class Estimator {

  static final int REPLY_TOKENS = 250;
  static final int DIAGNOSIS_TOKENS = 500;

  static final int CHARACTERS_PER_TOKEN = 4;

  private static final double ACCEPTED = 0.5;
  private static final int FEW_PROPOSALS = 5;
  private static final double MOSTLY = 0.75;

  private final Submission job;
  private final Preview preview;
  private final Models models;
  private final @Nullable CostBounds bounds;
  private final int validation;
  private final double proposalRollouts;

  /**
   * Makes one.
   *
   * @param bounds what calls cost at most; null where no hard limit of cost asks for it
   */
  Estimator(Submission job, Preview preview, Models models, @Nullable CostBounds bounds) {
    this.job = job;
    this.preview = preview;
    this.models = models;
    this.bounds = bounds;
    this.validation =
        job.examples().valset().isEmpty()
            ? job.examples().trainset().size()
            : job.examples().valset().size();
    this.proposalRollouts = 2.0 * job.spec().reflection().minibatchSize() + ACCEPTED * validation;
  }

  Estimate estimate() {
    Long proposals = proposals();
    if (proposals == null) {
      return new Estimate(null, null, null, null, null);
    }
    Used used = used(proposals, true);
    return new Estimate(
        used.calls(), used.input(), used.output(), Money.usd(used.costNanos()), proposals);
  }

  List<Warning> warnings() {
    List<Warning> warnings = new ArrayList<>();
    Long proposals = proposals();
    if (proposals != null && proposals < FEW_PROPOSALS) {
      warnings.add(
          new Warning(
              "few-proposals",
              "the budget buys about %d rewritten texts; give it more, or fewer validation examples (%d)%s"
                  .formatted(
                      proposals,
                      validation,
                      job.spec().budget().hard()
                          ? ", or let it be soft: a hard one keeps the worst case of an iteration in reserve"
                          : "")));
    }
    double validating = ACCEPTED * validation / proposalRollouts;
    if (validating > MOSTLY) {
      warnings.add(
          new Warning(
              "mostly-validation",
              "about %.0f%% of the rollouts after the seed validate accepted texts on %d examples; fewer would leave more for proposals"
                  .formatted(100 * validating, validation)));
    }
    return warnings;
  }

  private @Nullable Long proposals() {
    Budget budget = job.spec().budget();
    double least = Double.POSITIVE_INFINITY;
    if (budget.maxRollouts() != null) {
      least =
          Math.min(
              least, bought(budget.maxRollouts() - validation, proposalRollouts, worstRollouts()));
    }
    if (budget.maxIterations() != null) {
      least = Math.min(least, (double) budget.maxIterations() * tasks());
    }
    if (budget.maxCandidates() != null) {
      least = Math.min(least, (budget.maxCandidates() - 1) / ACCEPTED);
    }
    least = Math.min(least, affordable(budget.maxCostNanos()));
    least = Math.min(least, affordableReflections(budget.maxReflectionCostNanos()));
    return Double.isInfinite(least) ? null : (Long) (long) Math.ceil(Math.max(0, least));
  }

  private double affordable(@Nullable Long maxCostNanos) {
    // Under a hard limit the test is in the worst case already.
    boolean tested = bounds == null;
    Long seed = used(0, tested).costNanos();
    Long many = used(1000, tested).costNanos();
    if (maxCostNanos == null || seed == null || many == null || many.equals(seed)) {
      return Double.POSITIVE_INFINITY;
    }
    double worst =
        bounds == null ? 0 : bounds.withTest(worstRollouts(), worstReflections()).doubleValue();
    return bought(maxCostNanos - seed, (many - seed) / 1000.0, worst);
  }

  private double affordableReflections(@Nullable Long maxCostNanos) {
    Long many = reflections(new Used(0, 0, 0, 0L), 1000).costNanos();
    if (maxCostNanos == null || many == null || many == 0) {
      return Double.POSITIVE_INFINITY;
    }
    double worst = bounds == null ? 0 : bounds.ofReflections(worstReflections()).doubleValue();
    return bought(maxCostNanos, many / 1000.0, worst);
  }

  /**
   * Proposals for what is left of a limit; a hard one must leave room for the worst case of each.
   */
  private double bought(double left, double each, double worst) {
    if (!job.spec().budget().hard()) {
      return left / each;
    }
    return left < worst ? 0 : (left - worst) / each + tasks();
  }

  private long worstRollouts() {
    return (long) tasks() * (2L * job.spec().reflection().minibatchSize() + validation);
  }

  private long worstReflections() {
    return (long) tasks() * components();
  }

  private int components() {
    boolean all = job.spec().reflection().componentSelector().name().equals("all");
    return all ? job.seed().size() : 1;
  }

  private double tasks() {
    Choice sampling = job.spec().search().sampling();
    return sampling.parameters().values().stream()
        .mapToDouble(Double::doubleValue)
        .reduce(1, (a, b) -> a * b);
  }

  private record Used(long calls, long input, long output, @Nullable Long costNanos) {}

  private Used used(long proposals, boolean tested) {
    long rollouts =
        sum(
            Math.round(validation + proposals * proposalRollouts),
            tested ? 2L * job.examples().testset().size() : 0);
    Used used = new Used(0, 0, 0, rolloutCost(rollouts));
    List<ModelRef> called = calledPerRollout();
    for (int i = 0; i < called.size(); i++) {
      ModelRef model = called.get(i);
      Integer most = model.maxTokens();
      long reply = most == null ? REPLY_TOKENS : Math.min(REPLY_TOKENS, most);
      used = plus(used, model, rollouts, tokens(preview.callCharacters().get(i)), reply);
    }
    return reflections(used, proposals);
  }

  private List<ModelRef> calledPerRollout() {
    EvaluatorSpec evaluator = job.spec().evaluator();
    List<ModelRef> called = new ArrayList<>(job.spec().system().modelsPerRollout());
    if (evaluator != null) {
      called.addAll(evaluator.modelsPerRollout());
    }
    return called;
  }

  private Used reflections(Used used, long proposals) {
    long text = tokens(job.seed().text(job.seed().names().getFirst()).length());
    return plus(
        used,
        job.spec().reflection().model(),
        product(proposals, components()),
        tokens(preview.reflectionPrompt().length()),
        text + DIAGNOSIS_TOKENS);
  }

  private Used plus(Used used, ModelRef model, long calls, long input, long output) {
    long inputs = product(calls, input);
    long outputs = product(calls, output);
    return new Used(
        sum(used.calls(), calls),
        sum(used.input(), inputs),
        sum(used.output(), outputs),
        cost(used.costNanos(), model, inputs, outputs));
  }

  private @Nullable Long cost(@Nullable Long before, ModelRef model, long inputs, long outputs) {
    if (before == null) {
      return null;
    }
    try {
      Long cost = models.costNanos(model, inputs, outputs);
      return cost == null ? null : (Long) Math.addExact(before, cost);
    } catch (ArithmeticException e) {
      return null;
    }
  }

  private @Nullable Long rolloutCost(long rollouts) {
    Long most = job.spec().system().maxCostNanosPerRollout();
    return most == null || product(rollouts, most) == Long.MAX_VALUE
        ? null
        : (Long) (rollouts * most);
  }

  /** The sum of two numbers from 0, at most the largest long. */
  private static long sum(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }

  /** The product of two numbers from 0, at most the largest long. */
  private static long product(long a, long b) {
    return Math.multiplyHigh(a, b) != 0 || a * b < 0 ? Long.MAX_VALUE : a * b;
  }

  private static long tokens(long characters) {
    return Math.ceilDiv(characters, CHARACTERS_PER_TOKEN);
  }
}
