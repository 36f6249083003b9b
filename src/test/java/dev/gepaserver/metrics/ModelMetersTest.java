package dev.gepaserver.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.gepaserver.journal.AttemptFailedException;
import dev.gepaserver.journal.CallError;
import dev.gepaserver.journal.CallKey;
import dev.gepaserver.journal.CallMeter.Wire;
import dev.gepaserver.journal.ModelCall;
import dev.gepaserver.journal.Role;
import dev.gepaserver.journal.Usage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ModelMetersTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ModelMeters meters = new ModelMeters(registry, 2);

  @Test
  void countsAttemptsAsTheyEnd() {
    ask("a", 1, AttemptFailedException.RATE_LIMITED);
    ask("a", 2, Wire.ANSWERED);
    Wire open = meters.model("lab", "a", Role.TASK, 1);

    assertThat(count("gepa.model.throttled", "a")).isEqualTo(1);
    assertThat(count("gepa.model.retries", "a")).isEqualTo(1);
    assertThat(registry.get("gepa.model.latency").tag("model", "a").timer().count()).isEqualTo(2);
    assertThat(inFlight("a")).isEqualTo(1);
    open.ended(Wire.STOPPED);
    assertThat(inFlight("a")).isZero();
  }

  @Test
  void countsWhatARecordedCallUsed() {
    ask("a", 1, Wire.ANSWERED);

    meters.recorded(call("a", new Usage(10, 4, 3, 7, 1_500_000_000L), null));
    meters.recorded(call("a", new Usage(1, 0, 0, 1, null), null));
    meters.recorded(call("a", Usage.NONE, new CallError("refused", "no")));

    assertThat(tokens("input")).isEqualTo(11);
    assertThat(tokens("cached")).isEqualTo(4);
    assertThat(tokens("reasoning")).isEqualTo(3);
    assertThat(tokens("output")).isEqualTo(8);
    assertThat(count("gepa.model.cost.usd", "a")).isEqualTo(1.5);
    assertThat(registry.get("gepa.model.calls").tags("model", "a", "outcome", "answered").counter())
        .extracting(c -> c.count())
        .isEqualTo(2.0);
    assertThat(registry.get("gepa.model.calls").tags("model", "a", "outcome", "refused").counter())
        .extracting(c -> c.count())
        .isEqualTo(1.0);
  }

  @Test
  void namesAModelFromItsFirstAttemptOnWhateverComesOfIt() {
    ask("a", 1, "model-key-rejected");
    meters.recorded(call("a", Usage.NONE, new CallError("model-key-rejected", "no")));

    assertThat(registry.getMeters())
        .extracting(meter -> meter.getId().getTag("model"))
        .containsOnly("a");
  }

  @Test
  void tellsOnlySoManyModelsApart() {
    List.of("a", "b", "c", "d", "a").forEach(model -> ask(model, 1, Wire.ANSWERED));
    List.of("a", "b", "c", "d").forEach(model -> meters.recorded(call(model, Usage.NONE, null)));

    assertThat(registry.getMeters())
        .extracting(meter -> meter.getId().getTag("model"))
        .containsOnly("a", "b", ModelNames.OTHER);
    assertThat(count("gepa.model.calls", ModelNames.OTHER)).isEqualTo(2);
  }

  @Test
  void tellsAModelThatIsKnownFromItsFirstAttemptOn() {
    List.of("a", "b").forEach(model -> ask(model, 1, Wire.ANSWERED));
    meters.known("lab", "listed");
    Wire open = meters.model("lab", "listed", Role.TASK, 1);

    assertThat(inFlight("listed")).isEqualTo(1);
    open.ended(AttemptFailedException.RATE_LIMITED);

    assertThat(inFlight("listed")).isZero();
    assertThat(count("gepa.model.throttled", "listed")).isEqualTo(1);
  }

  @Test
  void countsAnAttemptDownWhereItWasCountedUp() {
    List.of("a", "b").forEach(model -> ask(model, 1, Wire.ANSWERED));
    Wire first = meters.model("lab", "c", Role.TASK, 1);
    meters.known("lab", "c");
    Wire second = meters.model("lab", "c", Role.TASK, 1);

    assertThat(inFlight(ModelNames.OTHER)).isEqualTo(1);
    assertThat(inFlight("c")).isEqualTo(1);
    first.ended(Wire.ANSWERED);
    second.ended(Wire.ANSWERED);

    assertThat(inFlight(ModelNames.OTHER)).isZero();
    assertThat(inFlight("c")).isZero();
  }

  @Test
  void tellsKnownModelsApartBesidesThoseThatAreAsked() {
    List.of("x", "y", "z").forEach(model -> meters.known("lab", model));
    List.of("a", "b", "c", "x", "y", "z").forEach(model -> ask(model, 1, Wire.ANSWERED));

    assertThat(registry.getMeters())
        .extracting(meter -> meter.getId().getTag("model"))
        .contains("a", "b", "x", "y", "z", ModelNames.OTHER)
        .doesNotContain("c");
  }

  @Test
  void endsAnAttemptThatIsBrokenOffToo() {
    Wire wire = meters.model("lab", "a", Role.TASK, 1);

    assertThat(
            catchThrowable(() ->
                wire.make(
                    1,
                    attempt -> {
                      throw new InterruptedException();
                    })))
        .isInstanceOf(InterruptedException.class);

    assertThat(inFlight("a")).isZero();
  }

  private void ask(String model, int attempt, String outcome) {
    meters.model("lab", model, Role.TASK, attempt).ended(outcome);
  }

  private double inFlight(String model) {
    return registry
        .get("gepa.model.in.flight")
        .tags("provider", "lab", "model", model)
        .gauge()
        .value();
  }

  private double tokens(String kind) {
    return registry.get("gepa.model.tokens").tags("model", "a", "kind", kind).counter().count();
  }

  private double count(String name, String model) {
    return registry
        .get(name)
        .tags("provider", "lab", "model", model, "role", "task")
        .counter()
        .count();
  }

  private static ModelCall call(String model, Usage usage, @Nullable CallError error) {
    return new ModelCall(
        new CallKey(1, "parent", 0, 0, "answer"),
        "hash",
        Role.TASK,
        "lab",
        model,
        List.of(),
        error == null ? "reply" : null,
        error == null ? "stop" : null,
        usage,
        1,
        1,
        List.of(),
        error);
  }
}
