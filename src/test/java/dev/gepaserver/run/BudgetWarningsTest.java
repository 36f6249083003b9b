package dev.gepaserver.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.archive.ArchiveWriter.NewEvent;
import dev.gepaserver.engine.model.Budget;
import dev.gepaserver.engine.model.IterationKind;
import dev.gepaserver.engine.model.IterationReport;
import dev.gepaserver.engine.model.Spent;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BudgetWarningsTest {

  private static final Budget BUDGET =
      Budget.builder().maxRollouts(100).maxCostNanos(2_000_000_000L).build();

  @Test
  void tellsOnceWhatAnIterationCrosses() {
    assertThat(told(BUDGET, 0, 49, 0, 0)).isEmpty();
    assertThat(told(BUDGET, 49, 50, 0, 0)).containsExactly("maxRollouts 50 50 100");
    assertThat(told(BUDGET, 50, 79, 0, 0)).isEmpty();
    assertThat(told(BUDGET, 79, 103, 0, 0))
        .containsExactly("maxRollouts 80 103 100", "maxRollouts 100 103 100");
    assertThat(told(BUDGET, 103, 110, 0, 0)).isEmpty();
  }

  @Test
  void tellsOfCostInDollars() {
    assertThat(told(BUDGET, 0, 1, 900_000_000L, 1_250_000_000L))
        .containsExactly("maxCostUsd 50 1.25 2");
  }

  @Test
  void countsPartsOfTheLargerBudgetAfterAnExtension() {
    Budget larger = Budget.builder().maxRollouts(160).build();

    assertThat(told(larger, 103, 127, 0, 0)).isEmpty();
    assertThat(told(larger, 127, 128, 0, 0)).containsExactly("maxRollouts 80 128 160");
  }

  private static List<String> told(
      Budget budget, long rolloutsBefore, long rolloutsAfter, long costBefore, long costAfter) {
    IterationReport report =
        new IterationReport(3, IterationKind.MUTATION, rolloutsBefore, rolloutsAfter, List.of());
    return BudgetWarnings.of(report, budget, spent(costBefore), spent(costAfter)).stream()
        .map(BudgetWarningsTest::words)
        .toList();
  }

  private static String words(NewEvent event) {
    assertThat(event.type()).isEqualTo("budget.warning");
    assertThat(event.iteration()).isEqualTo(3);
    return String.join(
        " ",
        event.data().get("limit").stringValue(),
        event.data().get("percent").toString(),
        event.data().get("used").toString(),
        event.data().get("of").toString());
  }

  private static Spent spent(long nanos) {
    return new Spent(nanos, 0, Duration.ZERO, false);
  }
}
