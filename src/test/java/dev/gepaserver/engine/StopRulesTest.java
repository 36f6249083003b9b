package dev.gepaserver.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gepaserver.engine.model.Budget;
import dev.gepaserver.engine.model.CostBounds;
import dev.gepaserver.engine.model.DataSizes;
import dev.gepaserver.engine.model.SearchOptions;
import dev.gepaserver.engine.model.Spent;
import dev.gepaserver.engine.model.StopReason;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.engine.model.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Every stop condition, after two iterations of an accepted child each: 27 rollouts. */
class StopRulesTest {

  private static final DataSizes SIZES = new DataSizes(4, 5);
  private static final Texts SEED = Texts.of(Map.of("main", "seed {{name}}"));

  @Test
  void goesOnWhileNoLimitIsReached() {
    Budget.Builder wide =
        anyBudget().maxRollouts(28).maxIterations(3).maxCandidates(4).targetScore(0.1);

    assertThat(verdict(wide, Spent.NOTHING)).isEqualTo(new Verdict.GoOn());
  }

  @Test
  void stopsAtEachLimit() {
    assertThat(reason(anyBudget().maxRollouts(27), Spent.NOTHING))
        .isEqualTo(StopReason.MAX_ROLLOUTS);
    assertThat(reason(anyBudget().maxIterations(2), Spent.NOTHING))
        .isEqualTo(StopReason.MAX_ITERATIONS);
    assertThat(reason(anyBudget().maxCandidates(3), Spent.NOTHING))
        .isEqualTo(StopReason.MAX_CANDIDATES);
    assertThat(reason(anyBudget().targetScore(0.002), Spent.NOTHING))
        .isEqualTo(StopReason.TARGET_SCORE);
    assertThat(reason(anyBudget().maxCostNanos(100L), spent(100, 0)))
        .isEqualTo(StopReason.MAX_COST);
    assertThat(reason(anyBudget().maxReflectionCostNanos(100L), spent(100, 100)))
        .isEqualTo(StopReason.MAX_REFLECTION_COST);
    assertThat(verdict(anyBudget().maxReflectionCostNanos(100L), spent(100, 99)))
        .isEqualTo(new Verdict.GoOn());
  }

  @Test
  void stopsWhenTimeIsOverOrSomebodyAsks() {
    Spent hour = new Spent(0, 0, Duration.ofHours(1), false);
    Spent asked = new Spent(0, 0, Duration.ZERO, true);

    assertThat(reason(Budget.builder().maxDuration(Duration.ofHours(1)), hour))
        .isEqualTo(StopReason.MAX_DURATION);
    assertThat(reason(anyBudget(), asked)).isEqualTo(StopReason.CANCELLED);
  }

  @Test
  void stopsWhenTheBestHasNotRisenForSoManyIterations() {
    ScriptedWorld flat = new ScriptedWorld();
    flat.scores = (texts, example) -> 0.5;
    SearchOptions options =
        SearchOptions.within(anyBudget().maxIterationsWithoutImprovement(3).build());

    SmallSearches.Run run = run(SearchState.empty(options, SIZES), flat);

    assertThat(run.end().iterations()).isEqualTo(3);
    assertThat(run.verdict()).isEqualTo(new Verdict.Stop(StopReason.NO_IMPROVEMENT));
  }

  @Test
  void beginsAnIterationUnderAHardBudgetOnlyIfItsWorstCaseFits() {
    assertThat(reason(anyBudget().maxRollouts(37).hard(true), Spent.NOTHING))
        .isEqualTo(StopReason.HARD_BUDGET);
    assertThat(verdict(anyBudget().maxRollouts(38).hard(true), Spent.NOTHING))
        .isEqualTo(new Verdict.GoOn());
  }

  @Test
  void foreseesTheCostOfTheNextIteration() {
    Budget.Builder hard = anyBudget().hard(true).costBounds(new CostBounds(2, 50));

    assertThat(reason(hard.maxCostNanos(1072L - 1), spent(1000, 0)))
        .isEqualTo(StopReason.HARD_BUDGET);
    assertThat(verdict(hard.maxCostNanos(1072L), spent(1000, 0))).isEqualTo(new Verdict.GoOn());
    assertThat(reason(hard.maxReflectionCostNanos(149L), spent(1000, 100)))
        .isEqualTo(StopReason.HARD_BUDGET);
  }

  @Test
  void keepsTheHeldOutTestInReserveAndCountsThoseThatWereMade() {
    Budget.Builder hard =
        anyBudget().hard(true).costBounds(new CostBounds(2, 50, 7)).maxCostNanos(1072L + 7 + 5);
    Spent tested = new Spent(1000, 0, Duration.ZERO, false, 5);
    Spent testedMore = new Spent(1000, 0, Duration.ZERO, false, 6);

    assertThat(verdict(hard, tested)).isEqualTo(new Verdict.GoOn());
    assertThat(reason(hard, testedMore)).isEqualTo(StopReason.HARD_BUDGET);
  }

  @Test
  void tellsWhetherTheSeedFitsAHardBudget() {
    SearchOptions hard = SearchOptions.within(anyBudget().maxRollouts(9).hard(true).build());

    assertThat(Optimizer.seedFitsHardBudget(hard, SIZES, 1)).isTrue();
    assertThat(Optimizer.seedFitsHardBudget(hard, SIZES, 2)).isFalse();
    assertThat(
            Optimizer.seedFitsHardBudget(
                SearchOptions.within(anyBudget().maxRollouts(1).build()), SIZES, 1))
        .isTrue();
  }

  @Test
  void refusesABudgetThatMayNeverBeUsedUp() {
    assertThatThrownBy(() -> Budget.builder().targetScore(1.0).build())
        .hasMessageContaining("A budget needs one of maxRollouts");
    assertThatThrownBy(() -> anyBudget().maxRollouts(0).build())
        .hasMessage("maxRollouts must be at least 1, but is 0");
  }

  private static Budget.Builder anyBudget() {
    return Budget.builder().maxIterations(1000);
  }

  private static Spent spent(long cost, long reflectionCost) {
    return new Spent(cost, reflectionCost, Duration.ZERO, false);
  }

  private static StopReason reason(Budget.Builder budget, Spent spent) {
    return ((Verdict.Stop) verdict(budget, spent)).reason();
  }

  private static Verdict verdict(Budget.Builder budget, Spent spent) {
    ScriptedWorld world = new ScriptedWorld();
    Optimizer optimizer = new Optimizer(world, world);
    SearchState state = SearchState.empty(SearchOptions.within(budget.build()), SIZES);
    state = optimizer.begin(state, List.of(Root.of(SEED))).next();
    state = optimizer.step(optimizer.step(state).next()).next();
    assertThat(state.rollouts()).isEqualTo(5 + 2 * (3 + 3 + 5));
    return Optimizer.verdict(state, spent);
  }

  private static SmallSearches.Run run(SearchState empty, ScriptedWorld world) {
    Optimizer optimizer = new Optimizer(world, world);
    List<Root> roots = List.of(Root.of(SEED));
    return SmallSearches.run(empty, roots, optimizer, new RowStore(), UnaryOperator.identity());
  }
}
