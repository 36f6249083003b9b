package dev.gepaserver.llm.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryHintTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @ParameterizedTest
  @CsvSource({
    "Retry-After, 7, PT7S",
    "retry-after, 1.5, PT1.5S",
    "Retry-After, 'Fri, 02 Jan 2026 03:04:15 GMT', PT10S",
    "retry-after-ms, 250, PT0.25S",
    "retry-after-ms, 250.4, PT0.251S"
  })
  void readsWhatTheProviderAsksFor(String header, String value, Duration wait) {
    assertThat(hint(Map.of(header, value), "{}")).isEqualTo(wait);
  }

  @Test
  void takesMillisecondsForMoreExactThanSeconds() {
    assertThat(hint(Map.of("retry-after-ms", "1200", "Retry-After", "2"), "{}"))
        .isEqualTo(Duration.ofMillis(1200));
  }

  @ParameterizedTest
  @CsvSource({
    "6m0s, PT6M",
    "1s, PT1S",
    "120ms, PT0.12S",
    "2m59.56s, PT2M59.56S",
    "1h2m3s, PT1H2M3S",
    "17ms, PT0.017S"
  })
  void waitsForTheResetOfALimitThatIsUsedUp(String reset, Duration wait) {
    Map<String, String> headers = new HashMap<>();
    headers.put("x-ratelimit-remaining-requests", "12");
    headers.put("x-ratelimit-reset-requests", "9h0m0s");
    headers.put("x-ratelimit-remaining-tokens", "0");
    headers.put("x-ratelimit-reset-tokens", reset);

    assertThat(hint(headers, "{}")).isEqualTo(wait);
  }

  @Test
  void waitsForTheLaterOfTwoResets() {
    Map<String, String> headers = new HashMap<>();
    headers.put("x-ratelimit-remaining-requests", "0");
    headers.put("x-ratelimit-reset-requests", "5s");
    headers.put("x-ratelimit-remaining-tokens", "0");
    headers.put("x-ratelimit-reset-tokens", "2s");

    assertThat(hint(headers, "{}")).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void readsTheDelayThatGooglePutsIntoTheBody() {
    String body =
        """
        {"error": {"code": 429, "message": "slow", "status": "RESOURCE_EXHAUSTED", "details": [
          {"@type": "type.googleapis.com/google.rpc.Help"},
          {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "34.074824224s"}]}}
        """;

    assertThat(hint(Map.of(), body)).isEqualTo(Duration.ofMillis(34_075));
    assertThat(hint(Map.of(), "[" + body + "]")).isEqualTo(Duration.ofMillis(34_075));
  }

  @ParameterizedTest
  @CsvSource({
    "Retry-After, soon",
    "retry-after-ms, -5",
    "x-ratelimit-reset-tokens, 5s",
    "retry-after-ms, ''"
  })
  void knowsNothingWhereNothingReadableIsSaid(String header, String value) {
    assertThat(hint(Map.of(header, value), "{}")).isNull();
  }

  private static @Nullable Duration hint(Map<String, String> headers, String body) {
    return RetryHint.of(new HttpFailure(429, headers, body), ErrorBody.read(body), NOW);
  }
}
