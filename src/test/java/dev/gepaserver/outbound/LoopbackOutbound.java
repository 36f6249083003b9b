package dev.gepaserver.outbound;

import dev.gepaserver.journal.CallMeter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** The real way out for tests of other rooms. Knows the secret {@code hook}. */
public final class LoopbackOutbound {

  private LoopbackOutbound() {}

  /** Makes one; it lives as long as the tests. */
  public static Outbound create() {
    return new HttpOutbound(
        new OutboundSettings(List.of(), Map.of("hook", "key"), 5, Duration.ofSeconds(10)),
        InstantSource.system(),
        CallMeter.NONE);
  }
}
