package dev.gepaserver.metrics;

import dev.gepaserver.journal.CallMeter;
import dev.gepaserver.journal.JournalMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What this node writes: how far it is behind, and rollouts. */
@Component
class JournalMeters implements JournalMeter {

  private static final Duration[] LAGS = {
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5)
  };

  private final MeterRegistry registry;
  private final Timer lag;
  private final Map<Kind, Counter> rollouts = new ConcurrentHashMap<>();

  JournalMeters(MeterRegistry registry) {
    this.registry = registry;
    this.lag =
        Timer.builder("gepa.journal.lag")
            .description("Time from hand-over to the end of the commit")
            .serviceLevelObjectives(LAGS)
            .register(registry);
  }

  private record Kind(String stage, String outcome) {}

  @Override
  public void watch(IntSupplier queued) {
    Gauge.builder("gepa.journal.queue", queued, IntSupplier::getAsInt)
        .description("Handed over and not yet taken up by the writer")
        .strongReference(true)
        .register(registry);
  }

  @Override
  public void written(long nanos) {
    lag.record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void rollout(String stage, @Nullable String error) {
    Kind kind = new Kind(stage, error == null ? CallMeter.Wire.ANSWERED : error);
    rollouts.computeIfAbsent(kind, this::rollouts).increment();
  }

  private Counter rollouts(Kind kind) {
    return Counter.builder("gepa.rollouts")
        .description("Rollouts made and kept, by stage and outcome")
        .tag("stage", kind.stage())
        .tag("outcome", kind.outcome())
        .register(registry);
  }
}
