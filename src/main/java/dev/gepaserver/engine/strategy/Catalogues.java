package dev.gepaserver.engine.strategy;

import static dev.gepaserver.engine.strategy.Parameter.count;
import static dev.gepaserver.engine.strategy.Parameter.fraction;

import dev.gepaserver.engine.spi.Acceptance;
import dev.gepaserver.engine.spi.ComponentSelector;
import dev.gepaserver.engine.spi.FrontierKind;
import dev.gepaserver.engine.spi.MinibatchSampler;
import dev.gepaserver.engine.spi.ParentSelector;
import dev.gepaserver.engine.spi.Selection;
import dev.gepaserver.engine.spi.TaskSampling;

/** Every strategy there is, by kind and name. */
public final class Catalogues {

  /** How a parent is chosen. */
  public static final Catalogue<ParentSelector> CANDIDATE_SELECTORS =
      Catalogue.<ParentSelector>of("candidateSelector")
          .add("pareto", p -> new ParetoSelector())
          .add("current_best", p -> (population, random) -> population.best())
          .add(
              "epsilon_greedy",
              p -> new EpsilonGreedySelector(p.number("epsilon")),
              fraction("epsilon", 0.1))
          .add("top_k_pareto", p -> new TopKParetoSelector(p.count("k")), count("k", 5));

  /** How a minibatch is chosen. */
  public static final Catalogue<MinibatchSampler> MINIBATCH_SAMPLERS =
      Catalogue.<MinibatchSampler>of("minibatchSampler")
          .add("epoch_shuffled", p -> new EpochShuffledSampler());

  /** Which components are rewritten. */
  public static final Catalogue<ComponentSelector> COMPONENT_SELECTORS =
      Catalogue.<ComponentSelector>of("componentSelector")
          .add("round_robin", p -> new RoundRobinSelector())
          .add("all", p -> new AllComponentsSelector());

  /** What the frontier is kept per. */
  public static final Catalogue<FrontierKind> FRONTIERS =
      Catalogue.<FrontierKind>of("frontier")
          .add("instance", p -> FrontierKinds.INSTANCE)
          .add("objective", p -> FrontierKinds.OBJECTIVE)
          .add("hybrid", p -> FrontierKinds.HYBRID)
          .add("cartesian", p -> FrontierKinds.CARTESIAN);

  /** When a child is good enough. */
  public static final Catalogue<Acceptance> ACCEPTANCES =
      Catalogue.<Acceptance>of("acceptance")
          .add("strict_improvement", p -> (before, after) -> after > before)
          .add("improvement_or_equal", p -> (before, after) -> after >= before);

  /** How many parents and minibatches an iteration looks at. */
  public static final Catalogue<TaskSampling> SAMPLINGS =
      Catalogue.<TaskSampling>of("sampling")
          .add("single", p -> new ParentsTimesMinibatches(1, 1))
          .add("same_parent", p -> new ParentsTimesMinibatches(1, p.count("n")), count("n", 2))
          .add("independent", p -> new ParentsTimesMinibatches(p.count("n"), 1), count("n", 2))
          .add(
              "pxn",
              p -> new ParentsTimesMinibatches(p.count("p"), p.count("n")),
              count("p", 2),
              count("n", 2));

  /** Which good children are kept. */
  public static final Catalogue<Selection> SELECTIONS =
      Catalogue.<Selection>of("selection")
          .add("all_improvements", p -> new TopImprovements(Integer.MAX_VALUE, false))
          .add("best_improvement", p -> new TopImprovements(1, true))
          .add("top_k_improvements", p -> new TopImprovements(p.count("k"), true), count("k", 2));

  private Catalogues() {}
}
