package dev.gepaserver.archive;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetentionSettingsTest {

  @ParameterizedTest
  @CsvSource({
    "-PT1S, , PT1H, gepa.retention.calls is PT-1S",
    ", -P1D, PT1H, gepa.retention.jobs is PT-24H",
    ", , PT0S, gepa.retention.every is PT0S",
  })
  void refusesTimesThatCannotBeMeant(
      @Nullable Duration calls, @Nullable Duration jobs, Duration every, String told) {
    assertThatThrownBy(() -> new RetentionSettings(calls, jobs, every))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(told);
  }
}
