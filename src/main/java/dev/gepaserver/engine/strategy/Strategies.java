package dev.gepaserver.engine.strategy;

import dev.gepaserver.engine.model.StrategyOptions;
import dev.gepaserver.engine.spi.Acceptance;
import dev.gepaserver.engine.spi.ComponentSelector;
import dev.gepaserver.engine.spi.FrontierKind;
import dev.gepaserver.engine.spi.MinibatchSampler;
import dev.gepaserver.engine.spi.ParentSelector;
import dev.gepaserver.engine.spi.Selection;
import dev.gepaserver.engine.spi.TaskSampling;

/**
 * The strategies of one search.
 *
 * @param parent chooses parents
 * @param minibatch chooses minibatches
 * @param components chooses components
 * @param frontier says what the frontier is kept per
 * @param acceptance says when a child is good enough
 * @param sampling says how many tasks there are
 * @param selection says which good children are kept
 */
public record Strategies(
    ParentSelector parent,
    MinibatchSampler minibatch,
    ComponentSelector components,
    FrontierKind frontier,
    Acceptance acceptance,
    TaskSampling sampling,
    Selection selection) {

  /**
   * The strategies that the options name.
   *
   * @throws IllegalArgumentException where a name or a parameter is unknown or out of range
   */
  public static Strategies of(StrategyOptions options) {
    return new Strategies(
        Catalogues.CANDIDATE_SELECTORS.make(options.candidateSelector()),
        Catalogues.MINIBATCH_SAMPLERS.make(options.minibatchSampler()),
        Catalogues.COMPONENT_SELECTORS.make(options.componentSelector()),
        Catalogues.FRONTIERS.make(options.frontier()),
        Catalogues.ACCEPTANCES.make(options.acceptance()),
        Catalogues.SAMPLINGS.make(options.sampling()),
        Catalogues.SELECTIONS.make(options.selection()));
  }
}
