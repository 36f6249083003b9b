package dev.gepaserver.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackoffTest {

  private static final int CALLERS = 64;

  private final Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

  @Test
  void doublesItsWaitsUpToTheLongest() {
    for (int failures = 1; failures <= 100; failures++) {
      long most = Math.min(30_000, 500L << Math.min(failures - 1, 20));
      assertThat(backoff.wait(failures).toMillis()).isBetween(most / 2, most);
    }
  }

  @Test
  void neverComesBackEarlierThanAsked() {
    assertThat(backoff.wait(1, Duration.ofMinutes(2)).toMillis()).isBetween(120_000L, 120_500L);
    assertThat(backoff.wait(3, Duration.ZERO).toMillis()).isBetween(1_000L, 2_000L);
  }

  /** With 64 callers over 250 ms a tenth of that holds 6.4; over 24 of them would be a bunch. */
  @ParameterizedTest
  @ValueSource(strings = {"none", "PT1S"})
  void doesNotBringBackTogetherWhoFailedTogether(String asked) {
    Duration retryAfter = asked.equals("none") ? null : Duration.parse(asked);

    List<Long> waits =
        IntStream.range(0, CALLERS)
            .mapToObj(i -> backoff.wait(1, retryAfter).toMillis())
            .sorted()
            .toList();

    assertThat(waits.getLast() - waits.getFirst()).isGreaterThan(150);
    for (int i = 24; i < CALLERS; i++) {
      assertThat(waits.get(i) - waits.get(i - 24)).isGreaterThan(25);
    }
  }
}
