package dev.gepaserver.job;

import dev.gepaserver.common.Money;
import dev.gepaserver.common.Warning;
import dev.gepaserver.engine.model.Budget;
import dev.gepaserver.engine.model.Choice;
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
 * maxCostUsd} by the price of a proposal. Skipped proposals, merges, the evaluation cache, retries
 * and second attempts of reflection are left out.
 *
 * <p>Tokens are characters / 4: of the first messages, on average over the first training examples,
 * and of the reflection prompt for the seed. A reply of a task model is taken for {@value
 * #REPLY_TOKENS} tokens, or the model's {@code maxTokens} where that is less; a reflection for the
 * seed's text and {@value #DIAGNOSIS_TOKENS} tokens. A number beyond a long stands as the largest
 * long; a cost beyond it is not known.
 */
final class Estimator {

  static final int REPLY_TOKENS = 250;
  static final int DIAGNOSIS_TOKENS = 500;

  private static final int CHARACTERS_PER_TOKEN = 4;
  private static final double ACCEPTED = 0.5;
  private static final int FEW_PROPOSALS = 5;
  private static final double MOSTLY = 0.75;

  private final Submission job;
  private final Preview preview;
  private final Models models;
  private final int validation;
  private final double proposalRollouts;

  Estimator(Submission job, Preview preview, Models models) {
    this.job = job;
    this.preview = preview;
    this.models = models;
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
    Used used = used(proposals);
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
              "the budget buys about %d rewritten texts; give it more, or fewer validation examples (%d)"
                  .formatted(proposals, validation)));
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
      least = Math.min(least, (budget.maxRollouts() - validation) / proposalRollouts);
    }
    if (budget.maxIterations() != null) {
      least = Math.min(least, (double) budget.maxIterations() * tasks());
    }
    if (budget.maxCandidates() != null) {
      least = Math.min(least, (budget.maxCandidates() - 1) / ACCEPTED);
    }
    least = Math.min(least, affordable(budget.maxCostNanos()));
    return Double.isInfinite(least) ? null : (Long) (long) Math.ceil(Math.max(0, least));
  }

  private double affordable(@Nullable Long maxCostNanos) {
    Long seed = used(0).costNanos();
    Long many = used(1000).costNanos();
    if (maxCostNanos == null || seed == null || many == null || many.equals(seed)) {
      return Double.POSITIVE_INFINITY;
    }
    return (maxCostNanos - seed) / ((many - seed) / 1000.0);
  }

  private double tasks() {
    Choice sampling = job.spec().search().sampling();
    return sampling.parameters().values().stream()
        .mapToDouble(Double::doubleValue)
        .reduce(1, (a, b) -> a * b);
  }

  private record Used(long calls, long input, long output, @Nullable Long costNanos) {}

  private Used used(long proposals) {
    long rollouts =
        sum(
            Math.round(validation + proposals * proposalRollouts),
            2L * job.examples().testset().size());
    Used used = new Used(0, 0, 0, rolloutCost(rollouts));
    for (ModelRef model : job.spec().system().modelsPerRollout()) {
      Integer most = model.maxTokens();
      long reply = most == null ? REPLY_TOKENS : Math.min(REPLY_TOKENS, most);
      used = plus(used, model, rollouts, tokens(preview.messageCharacters()), reply);
    }
    boolean all = job.spec().reflection().componentSelector().name().equals("all");
    long reflections = product(proposals, all ? job.seed().size() : 1);
    long text = tokens(job.seed().text(job.seed().names().getFirst()).length());
    return plus(
        used,
        job.spec().reflection().model(),
        reflections,
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
