package dev.gepaserver.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.engine.SmallSearches.Run;
import dev.gepaserver.engine.model.Budget;
import dev.gepaserver.engine.model.Candidate;
import dev.gepaserver.engine.model.CostBounds;
import dev.gepaserver.engine.model.IterationKind;
import dev.gepaserver.engine.model.IterationReport;
import dev.gepaserver.engine.model.ProposalStatus;
import dev.gepaserver.engine.model.SearchOptions;
import dev.gepaserver.engine.model.Spent;
import dev.gepaserver.engine.model.Verdict;
import dev.gepaserver.engine.spi.RolloutRunner;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds of every search, shown on a thousand small ones. */
class SearchPropertiesTest {

  private static final int CASES = 1000;

  @Test
  void countsExactlyTheRolloutsThatTheRunnerWasAskedFor() {
    for (int number = 0; number < CASES; number++) {
      SmallWorld world = new SmallWorld(number);

      Run run = SmallSearches.run(number, new Optimizer(world, world), new RowStore());

      assertThat(run.end().rollouts()).as("search %s", number).isEqualTo(world.rollouts());
      long counted = 0;
      for (IterationReport report : run.reports()) {
        assertThat(report.rolloutsBefore()).isEqualTo(counted);
        counted = report.rolloutsAfter();
      }
      assertThat(counted).isEqualTo(world.rollouts());
    }
  }

  @Test
  void goesOnTheSameWhenReadBackFromCheckpointAndRows() {
    for (int number = 0; number < CASES; number++) {
      SmallWorld world = new SmallWorld(number);
      Run whole = SmallSearches.whole(number);
      RowStore store = new RowStore();
      Random random = new Random(number);

      Run broken =
          SmallSearches.run(
              SmallSearches.empty(number),
              SmallSearches.roots(number),
              new Optimizer(store.noting(world), world),
              store,
              state -> random.nextInt(3) == 0 ? store.restored(state) : state);

      assertThat(broken.decisions()).as("search %s", number).isEqualTo(whole.decisions());
    }
  }

  @Test
  void changesNothingInAStepThatFails() {
    for (int number = 0; number < CASES; number++) {
      SmallWorld world = new SmallWorld(number);
      Run whole = SmallSearches.whole(number);
      Random random = new Random(number);
      RolloutRunner failing =
          (iteration, stage, batches) -> {
            if (random.nextInt(3) == 0) {
              throw new IllegalStateException("The line is dead");
            }
            return world.rollOut(iteration, stage, batches);
          };
      Optimizer frail = new Optimizer(failing, world);
      Optimizer sound = new Optimizer(world, world);

      Run disturbed =
          SmallSearches.run(
              SmallSearches.empty(number),
              SmallSearches.roots(number),
              sound,
              new RowStore(),
              state -> disturb(frail, state));

      assertThat(disturbed.decisions()).as("search %s", number).isEqualTo(whole.decisions());
    }
  }

  private static SearchState disturb(Optimizer frail, SearchState state) {
    try {
      frail.step(state);
    } catch (IllegalStateException e) {
      return state;
    }
    return state;
  }

  @Test
  void neverOvershootsAHardBudget() {
    for (int number = 0; number < CASES; number++) {
      Random random = new Random(number);
      CostBounds bounds = new CostBounds(1 + random.nextInt(20), 1 + random.nextInt(200));
      Budget budget =
          Budget.builder()
              .maxRollouts(10 + random.nextInt(150))
              .maxCostNanos(500L + random.nextInt(5000))
              .maxReflectionCostNanos(200L + random.nextInt(2000))
              .hard(true)
              .costBounds(bounds)
              .build();
      SearchState empty = SmallSearches.empty(number);
      SearchOptions options = empty.options().withBudget(budget);
      int roots = SmallSearches.roots(number).size();
      if (!Optimizer.seedFitsHardBudget(options, empty.sizes(), roots)) {
        continue;
      }

      Spent spent = spendAll(number, SearchState.empty(options, empty.sizes()), bounds);

      assertThat(spent.costNanos()).isLessThanOrEqualTo(budget.maxCostNanos());
      assertThat(spent.reflectionCostNanos()).isLessThanOrEqualTo(budget.maxReflectionCostNanos());
    }
  }

  /** Runs a search in which every call costs what it can cost at most. */
  private static Spent spendAll(int number, SearchState empty, CostBounds bounds) {
    SmallWorld world = new SmallWorld(number);
    Optimizer optimizer = new Optimizer(world, world);
    SearchState state = optimizer.begin(empty, SmallSearches.roots(number)).next();
    while (true) {
      long reflection = world.reflections() * bounds.reflectionNanos();
      long all = world.rollouts() * bounds.rolloutNanos() + reflection;
      Spent spent = new Spent(all, reflection, Duration.ZERO, false);
      assertThat(state.rollouts()).isLessThanOrEqualTo(empty.options().budget().maxRollouts());
      if (!(Optimizer.verdict(state, spent) instanceof Verdict.GoOn)) {
        return spent;
      }
      state = optimizer.step(state).next();
    }
  }

  @Test
  void meetsEveryKindOfIterationAndProposalInTheseSearches() {
    Map<Object, Integer> met = new HashMap<>();

    for (int number = 0; number < CASES; number++) {
      Run run = SmallSearches.whole(number);
      for (IterationReport report : run.reports()) {
        met.merge(report.kind(), 1, Integer::sum);
        report.proposals().forEach(p -> met.merge(p.status(), 1, Integer::sum));
        report.proposals().stream()
            .filter(p -> p.status() == ProposalStatus.ACCEPTED)
            .forEach(p -> met.merge("accepted " + report.kind(), 1, Integer::sum));
      }
    }

    assertThat(met.get(IterationKind.MERGE)).isGreaterThan(150);
    assertThat(met.get("accepted MERGE")).isGreaterThan(100);
    for (ProposalStatus status : ProposalStatus.values()) {
      assertThat(met.get(status)).as("%s", status).isGreaterThan(200);
    }
  }

  @Test
  void keepsTheBestCandidateByItsRule() {
    for (int number = 0; number < CASES; number++) {
      SearchState end = SmallSearches.whole(number).end();

      for (Candidate candidate : end.candidates()) {
        boolean before = candidate.index() < end.best().index();
        assertThat(candidate.average() < end.best().average())
            .as("%s against %s", candidate, end.best())
            .isEqualTo(before || candidate.average() != end.best().average());
      }
    }
  }
}
