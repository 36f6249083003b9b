package dev.gepaserver.engine;

import dev.gepaserver.engine.model.Budget;
import dev.gepaserver.engine.model.Choice;
import dev.gepaserver.engine.model.DataSizes;
import dev.gepaserver.engine.model.IterationReport;
import dev.gepaserver.engine.model.MergeOptions;
import dev.gepaserver.engine.model.PromptOptions;
import dev.gepaserver.engine.model.ReflectionOptions;
import dev.gepaserver.engine.model.SearchOptions;
import dev.gepaserver.engine.model.Spent;
import dev.gepaserver.engine.model.StrategyOptions;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.engine.model.Verdict;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** Searches with random options, each made from its number. */
final class SmallSearches {

  private SmallSearches() {}

  static SearchState empty(int number) {
    Random random = new Random(number);
    DataSizes sizes = new DataSizes(1 + random.nextInt(6), random.nextInt(9));
    return SearchState.empty(options(random, number), sizes);
  }

  static List<Root> roots(int number) {
    Random random = new Random(number + 1_000_000L);
    List<String> names =
        List.of("plan", "answer", "critic")
            .subList(0, random.nextInt(5) == 0 ? 1 : 2 + random.nextInt(2));
    List<Root> roots = new ArrayList<>();
    int count = random.nextInt(4) == 0 ? 2 : 1;
    for (int root = 0; root < count; root++) {
      Map<String, String> texts = new LinkedHashMap<>();
      for (String name : names) {
        texts.put(name, "root " + root + " " + name);
      }
      roots.add(Root.of(Texts.of(texts)));
    }
    return roots;
  }

  private static SearchOptions options(Random random, int number) {
    Budget budget =
        Budget.builder()
            .maxIterations(1 + random.nextInt(16))
            .maxRollouts(50 + random.nextInt(400))
            .build();
    return SearchOptions.within(budget)
        .withSeed(BigInteger.valueOf(number))
        .withStrategies(
            new StrategyOptions(
                pick(random, "pareto", "pareto", "current_best", "epsilon_greedy", "top_k_pareto"),
                StrategyOptions.DEFAULT.minibatchSampler(),
                pick(random, "round_robin", "all"),
                pick(random, "instance", "instance", "objective", "hybrid", "cartesian"),
                pick(random, "strict_improvement", "improvement_or_equal"),
                pick(random, "single", "single", "same_parent", "independent", "pxn"),
                pick(random, "all_improvements", "best_improvement", "top_k_improvements")))
        .withMerge(new MergeOptions(random.nextInt(5) > 0, random.nextInt(6), random.nextInt(5)))
        .withReflection(
            new ReflectionOptions(
                1 + random.nextInt(4),
                random.nextBoolean(),
                0.9,
                1 + random.nextInt(3),
                5,
                PromptOptions.DEFAULT
                    .withTemplate("<curr_param> <side_info> <rejected>")
                    .withShowRejected(random.nextInt(3))))
        .withCacheEvaluations(random.nextBoolean())
        .withSkipDuplicates(random.nextBoolean());
  }

  private static Choice pick(Random random, String... names) {
    return Choice.of(names[random.nextInt(names.length)]);
  }

  /** What a search did, from its beginning to its end. */
  record Run(SearchState end, List<IterationReport> reports, Verdict verdict) {

    /** All that must be the same where the decisions are. */
    List<Object> decisions() {
      return List.of(reports, end.checkpoint(), List.copyOf(end.candidates()), verdict);
    }
  }

  private static final Map<Integer, Run> WHOLE = new ConcurrentHashMap<>();

  /** The search of this number, undisturbed. */
  static Run whole(int number) {
    return WHOLE.computeIfAbsent(
        number,
        n -> {
          SmallWorld world = new SmallWorld(n);
          return run(n, new Optimizer(world, world), new RowStore());
        });
  }

  static Run run(int number, Optimizer optimizer, RowStore store) {
    return run(empty(number), roots(number), optimizer, store, UnaryOperator.identity());
  }

  static Run run(
      SearchState empty,
      List<Root> roots,
      Optimizer optimizer,
      RowStore store,
      UnaryOperator<SearchState> between) {
    StepOutcome outcome = optimizer.begin(empty, roots);
    List<IterationReport> reports = new ArrayList<>();
    while (true) {
      store.keep(outcome);
      reports.add(outcome.report());
      SearchState state = between.apply(outcome.next());
      Verdict verdict = Optimizer.verdict(state, Spent.NOTHING);
      if (!(verdict instanceof Verdict.GoOn)) {
        return new Run(state, reports, verdict);
      }
      outcome = optimizer.step(state);
    }
  }
}
