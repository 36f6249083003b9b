package dev.gepaserver.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.archive.ArchiveFigures.BestScore;
import dev.gepaserver.archive.Views.EventView;
import dev.gepaserver.common.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownTest {

  private final Shown shown = new Shown();

  @ParameterizedTest
  @CsvSource({"0.5, 0.500", "-0.0001, 0.000", "123456, '1.23e+05'", ", –"})
  void showsScoresWithThreeDecimals(Double score, String text) {
    assertThat(shown.score(score)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0.5, 0.75, +0.250, up",
    "0.75, 0.5, −0.250, down",
    "0.5, 0.5, ±0, same",
    ", 0.5, –, same"
  })
  void showsByHowMuchAScoreChanged(Double from, Double to, String change, String direction) {
    assertThat(shown.change(from, to)).isEqualTo(change);
    assertThat(shown.direction(from, to)).isEqualTo(direction);
  }

  @ParameterizedTest
  @CsvSource({"0, $0", "0.00123, $0.0012", "1234.5, '$1,234.50'", ", unknown"})
  void showsDollarsAndNeverTakesUnknownForNothing(BigDecimal usd, String text) {
    assertThat(shown.usd(usd)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "PT0.25S, 250 ms",
    "PT59S, 59 s",
    "PT3M20S, 3 min 20 s",
    "PT2H5M, 2 h 5 min",
    "P2DT3H, 2 d 3 h"
  })
  void showsALengthOfTimeInItsTwoLargestUnits(Duration length, String text) {
    assertThat(shown.duration(length)).isEqualTo(text);
  }

  @Test
  void drawsAStepForEachScoreThatWasHigher() {
    Sparkline line = Sparkline.of(List.of(new BestScore(0, 0.0), new BestScore(50, 1.0)), 100);

    assertThat(line.points()).isEqualTo("3.0,25.0 3.0,25.0 60.0,25.0 60.0,3.0 117.0,3.0");
    assertThat(line.text()).isEqualTo("best score from 0.000 to 1.000 in 1 steps");
    assertThat(Sparkline.of(List.of(), 0).text()).isEqualTo("no score yet");
  }

  @Test
  void takesATraceApartIntoNamedSteps() {
    List<TraceStep> steps =
        TraceStep.of(
            Json.parse(
                "[{\"id\": \"plan\", \"type\": \"llm\", \"output\": \"a\", \"error\": null}, 7]"));

    assertThat(steps).extracting(TraceStep::name).containsExactly("plan", "step 2");
    assertThat(steps).extracting(TraceStep::kind).containsExactly("llm", null);
    assertThat(steps.getFirst().fields()).containsOnlyKeys("output");
    assertThat(TraceStep.of(null)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "PT20S, under a minute",
    "PT13M16S, about 13 min",
    "PT2H5M20S, about 2 h 5 min",
    "P1DT3H, about 1 d 3 h"
  })
  void guessesTimeNoFinerThanItCanBeGuessed(Duration left, String text) {
    assertThat(shown.about(left)).isEqualTo(text);
  }

  @Test
  void tellsOfEventsInSentences() {
    EventView event =
        new EventView(
            7,
            "iteration.finished",
            Instant.parse("2026-01-01T00:00:00Z"),
            5,
            Json.parse(
                "{\"kind\": \"merge\", \"rollouts\": 174, \"bestCandidate\": 5, \"bestScore\": 0.66666}"));

    assertThat(EventLine.of(event, shown).text())
        .isEqualTo("Iteration 5 done (a merge): 174 rollouts so far, best score 0.667");
  }

  @Test
  void showsAnEventItDoesNotKnowByItsData() {
    EventView event =
        new EventView(
            7, "moon.rose", Instant.parse("2026-01-01T00:00:00Z"), 0, Json.parse("{\"hour\": 3}"));

    assertThat(EventLine.of(event, shown).text()).isEqualTo("moon.rose · hour 3");
  }
}
