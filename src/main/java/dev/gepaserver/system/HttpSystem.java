package dev.gepaserver.system;

import dev.gepaserver.common.Fields;
import dev.gepaserver.dataset.Example;
import dev.gepaserver.evaluation.Evaluator;
import dev.gepaserver.evaluation.Webhooks;
import dev.gepaserver.outbound.Outbound;
import java.math.BigInteger;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * {@code http}: the user's own system, which scores itself or, where the job names an evaluator, is
 * scored by that.
 */
@Component
final class HttpSystem implements SystemType {

  private final Outbound outbound;
  private final Webhooks webhooks;

  HttpSystem(Outbound outbound, Webhooks webhooks) {
    this.outbound = outbound;
    this.webhooks = webhooks;
  }

  @Override
  public String name() {
    return "http";
  }

  @Override
  public boolean needsEvaluator() {
    return false;
  }

  @Override
  public SystemSpec read(Fields fields, Set<String> components) {
    return HttpSpec.read(name(), fields, outbound);
  }

  /** An answer that cannot be used is paid as well, and asked for again. */
  @Override
  public @Nullable BigInteger mostNanosPerRollout(
      SystemSpec spec, TextBounds texts, List<Example> examples) {
    Long most = spec.maxCostNanosPerRollout();
    return most == null
        ? null
        : BigInteger.valueOf(most).multiply(BigInteger.valueOf(Webhooks.MAX_ASKED));
  }

  @Override
  public RunnableSystem make(SystemSpec spec, @Nullable Evaluator evaluator, JobFacts facts) {
    return new HttpRollouts(
        (HttpSpec) spec,
        evaluator,
        webhooks,
        new TimeLimit(facts.rolloutTimeout()),
        facts.maxConcurrency());
  }
}
