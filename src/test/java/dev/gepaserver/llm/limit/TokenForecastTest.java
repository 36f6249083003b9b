package dev.gepaserver.llm.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenForecastTest {

  private final TokenForecast forecast = new TokenForecast();

  @Test
  void guessesAQuarterOfTheCharactersAndAFullReply() {
    assertThat(forecast.of("task m", 4_001, 500)).isEqualTo(1_501);
    assertThat(forecast.of("task m", 4_001, null)).isEqualTo(2_001);
    assertThat(forecast.of("task m", 0, null)).isPositive();
  }

  @Test
  void learnsFromWhatCallsOfTheSameKindTook() {
    for (int i = 0; i < 100; i++) {
      forecast.learn("task m", 1_000, 500, 20 + i % 3);
    }

    assertThat(forecast.of("task m", 2_000, null)).isBetween(1_019L, 1_023L);
    assertThat(forecast.of("task m", 2_000, 5)).isEqualTo(1_005);
    assertThat(forecast.of("reflection m", 2_000, null)).isEqualTo(1_500);
  }
}
