package dev.gepaserver.engine.model;

/**
 * The strategies of a search, by name.
 *
 * @param candidateSelector how a parent is chosen
 * @param minibatchSampler how a minibatch is chosen
 * @param componentSelector which components are rewritten
 * @param frontier what the Pareto frontier is kept per
 * @param acceptance when a child is good enough
 * @param sampling how many parents and minibatches an iteration looks at
 * @param selection which good children are kept
 */
public record StrategyOptions(
    Choice candidateSelector,
    Choice minibatchSampler,
    Choice componentSelector,
    Choice frontier,
    Choice acceptance,
    Choice sampling,
    Choice selection) {

  /** Every strategy as {@link Defaults} says. */
  public static final StrategyOptions DEFAULT =
      new StrategyOptions(
          Defaults.CANDIDATE_SELECTOR,
          Defaults.MINIBATCH_SAMPLER,
          Defaults.COMPONENT_SELECTOR,
          Defaults.FRONTIER,
          Defaults.ACCEPTANCE,
          Defaults.SAMPLING,
          Defaults.SELECTION);
}
