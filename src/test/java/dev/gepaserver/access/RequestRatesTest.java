package dev.gepaserver.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.access.AccessSettings.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RequestRatesTest {

  private static final int LIMIT = 20;
  private static final UUID KEY = UUID.randomUUID();

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
  private final RequestRates rates =
      new RequestRates(
          new AccessSettings(Mode.CLOSED, Map.of(), LIMIT, Duration.ofHours(1), Set.of()),
          nanos::get);

  @Test
  void servesAllOfAMinuteAtOnceAndNoMore() {
    for (int i = 0; i < LIMIT; i++) {
      assertThat(rates.count(KEY)).isZero();
    }

    assertThat(rates.count(KEY)).isEqualTo(Duration.ofSeconds(61));
    assertThat(rates.count(UUID.randomUUID())).isZero();
  }

  @Test
  void servesAgainAfterTheTimeThatItTold() {
    for (int i = 0; i < LIMIT; i++) {
      rates.count(KEY);
      pass(Duration.ofMillis(1_300));
    }
    Duration wait = rates.count(KEY);

    pass(wait.minusNanos(1));
    assertThat(rates.count(KEY)).isEqualTo(Duration.ofNanos(1));
    pass(Duration.ofNanos(1));
    assertThat(rates.count(KEY)).isZero();
    pass(Duration.ofHours(5));
    assertThat(rates.count(KEY)).isZero();
  }

  @Test
  void letsNoSixtySecondsHaveMoreWheneverTheyBegin() {
    Random random = new Random(7);
    List<Long> served = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      pass(Duration.ofMillis(random.nextInt(random.nextInt(50) == 0 ? 40_000 : 500)));
      if (rates.count(KEY).isZero()) {
        served.add(nanos.get());
      }
    }

    assertThat(served).hasSizeGreaterThan(500);
    for (int i = LIMIT; i < served.size(); i++) {
      assertThat(served.get(i) - served.get(i - LIMIT))
          .isGreaterThan(Duration.ofMinutes(1).toNanos());
    }
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
