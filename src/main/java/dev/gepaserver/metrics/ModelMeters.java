package dev.gepaserver.metrics;

import dev.gepaserver.journal.AttemptFailedException;
import dev.gepaserver.journal.CallMeter;
import dev.gepaserver.journal.ModelCall;
import dev.gepaserver.journal.Role;
import dev.gepaserver.journal.Usage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Calls of models and webhooks. Meters are made once and found again by their key. */
@Component
class ModelMeters implements CallMeter {

  private static final int MOST_MODELS = 100;
  private static final double NANOS_PER_USD = 1e9;
  private static final Duration[] LATENCIES = {
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofSeconds(60),
    Duration.ofSeconds(120)
  };

  private final MeterRegistry registry;
  private final ModelNames names;
  private final Map<Subject, OfModel> models = new ConcurrentHashMap<>();
  private final Map<Flying, AtomicInteger> inFlight = new ConcurrentHashMap<>();
  private final Map<String, Timer> webhooks = new ConcurrentHashMap<>();

  @Autowired
  ModelMeters(MeterRegistry registry) {
    this(registry, MOST_MODELS);
  }

  ModelMeters(MeterRegistry registry, int mostModels) {
    this.registry = registry;
    this.names = new ModelNames(mostModels);
  }

  private record Subject(String provider, String model, Role role) {

    Tags tags() {
      return Tags.of("provider", provider, "model", model, "role", role.wireName());
    }
  }

  private record Flying(String provider, String model) {}

  @Override
  public void known(String provider, String model) {
    names.known(provider, model);
  }

  @Override
  public Wire model(String provider, String model, Role role, int attempt) {
    String name = names.asked(provider, model);
    Flying of = new Flying(provider, name);
    AtomicInteger flying = inFlight.computeIfAbsent(of, this::inFlight);
    flying.incrementAndGet();
    long began = System.nanoTime();
    return outcome -> {
      flying.decrementAndGet();
      OfModel meters = meters(provider, name, role);
      meters.latency.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
      if (attempt > 1) {
        meters.retries.increment();
      }
      if (outcome.equals(AttemptFailedException.RATE_LIMITED)) {
        meters.throttled.increment();
      }
    };
  }

  @Override
  public Wire webhook(int attempt) {
    long began = System.nanoTime();
    return outcome ->
        webhooks
            .computeIfAbsent(outcome, this::webhookCalls)
            .record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
  }

  @Override
  public void recorded(ModelCall call) {
    String provider = call.provider();
    OfModel meters = meters(provider, names.of(provider, call.model()), call.role());
    meters.calls(call.error() == null ? Wire.ANSWERED : call.error().code()).increment();
    Usage usage = call.usage();
    meters.input.increment((double) usage.inputTokens());
    meters.cached.increment((double) usage.cachedTokens());
    meters.reasoning.increment((double) usage.reasoningTokens());
    meters.output.increment((double) usage.outputTokens());
    Long nanos = usage.costNanos();
    if (nanos != null) {
      meters.cost.increment(nanos / NANOS_PER_USD);
    }
  }

  private OfModel meters(String provider, String model, Role role) {
    return models.computeIfAbsent(new Subject(provider, model, role), OfModel::new);
  }

  private AtomicInteger inFlight(Flying of) {
    AtomicInteger flying = new AtomicInteger();
    Gauge.builder("gepa.model.in.flight", flying, AtomicInteger::get)
        .description("Calls of models on the wire now")
        .tag("provider", of.provider())
        .tag("model", of.model())
        .register(registry);
    return flying;
  }

  private Timer webhookCalls(String outcome) {
    return Timer.builder("gepa.webhook.calls")
        .description("Requests to webhooks, each attempt, by its outcome")
        .tag("outcome", outcome)
        .serviceLevelObjectives(LATENCIES)
        .register(registry);
  }

  /** The meters of one model in one role. */
  private final class OfModel {

    private final Tags tags;
    private final Map<String, Counter> calls = new ConcurrentHashMap<>();
    private final Counter input;
    private final Counter cached;
    private final Counter reasoning;
    private final Counter output;
    private final Counter cost;
    private final Counter throttled;
    private final Counter retries;
    private final Timer latency;

    OfModel(Subject subject) {
      this.tags = subject.tags();
      this.input = tokens("input");
      this.cached = tokens("cached");
      this.reasoning = tokens("reasoning");
      this.output = tokens("output");
      this.cost = counter("gepa.model.cost.usd", "Costs of calls whose price is known, USD", tags);
      this.throttled = counter("gepa.model.throttled", "Attempts answered 429", tags);
      this.retries = counter("gepa.model.retries", "Attempts after the first of a call", tags);
      this.latency =
          Timer.builder("gepa.model.latency")
              .description("Time of one attempt on the wire")
              .tags(tags)
              .serviceLevelObjectives(LATENCIES)
              .register(registry);
    }

    Counter calls(String outcome) {
      return calls.computeIfAbsent(
          outcome,
          o ->
              counter(
                  "gepa.model.calls",
                  "Recorded calls, retries not counted, by outcome",
                  tags.and("outcome", o)));
    }

    private Counter tokens(String kind) {
      return counter("gepa.model.tokens", "Tokens of recorded calls", tags.and("kind", kind));
    }

    private Counter counter(String name, String description, Tags of) {
      return Counter.builder(name).description(description).tags(of).register(registry);
    }
  }
}
