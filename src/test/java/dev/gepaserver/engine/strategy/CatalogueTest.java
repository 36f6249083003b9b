package dev.gepaserver.engine.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gepaserver.engine.model.Choice;
import dev.gepaserver.engine.model.StrategyOptions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CatalogueTest {

  @Test
  void refusesAnUnknownNameWithTheListOfKnownOnes() {
    assertThatThrownBy(() -> Catalogues.CANDIDATE_SELECTORS.make(Choice.of("paretto")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Unknown candidateSelector paretto; known are pareto, current_best, epsilon_greedy,"
                + " top_k_pareto");
  }

  @Test
  void tellsEveryFaultOfAChoice() {
    Choice choice = Choice.of("epsilon_greedy", Map.of("epsilon", 1.5, "k", 3));

    assertThat(Catalogues.CANDIDATE_SELECTORS.faults(choice))
        .containsExactly(
            "candidateSelector epsilon_greedy has no parameter k; it has epsilon",
            "epsilon must be a number from 0.0 to 1.0, but is 1.5");
    assertThat(Catalogues.SELECTIONS.faults(Choice.of("top_k_improvements", Map.of("k", 0.5))))
        .containsExactly("k must be a whole number from 1 to 1000, but is 0.5");
  }

  @Test
  void fillsInDefaults() {
    assertThat(Catalogues.SAMPLINGS.completed(Choice.of("pxn", Map.of("n", 3))))
        .isEqualTo(Choice.of("pxn", Map.of("n", 3, "p", 2)));
    assertThat(Catalogues.CANDIDATE_SELECTORS.completed(Choice.of("epsilon_greedy")))
        .isEqualTo(Choice.of("epsilon_greedy", Map.of("epsilon", 0.1)));
  }

  @Test
  void findsEveryDefaultStrategy() {
    assertThat(Strategies.of(StrategyOptions.DEFAULT).sampling().tasks()).isEqualTo(1);
  }

  @Test
  void selectsTheGreatestImprovementsAndOfEqualsTheFirst() {
    List<Double> improvements = List.of(0.5, 2.0, 2.0, 1.0);

    assertThat(Catalogues.SELECTIONS.make(Choice.of("best_improvement")).select(improvements))
        .containsExactly(1);
    assertThat(
            Catalogues.SELECTIONS
                .make(Choice.of("top_k_improvements", Map.of("k", 3)))
                .select(improvements))
        .containsExactly(1, 2, 3);
    assertThat(Catalogues.SELECTIONS.make(Choice.of("all_improvements")).select(improvements))
        .containsExactly(0, 1, 2, 3);
  }
}
