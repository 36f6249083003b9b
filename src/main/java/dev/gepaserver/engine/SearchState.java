package dev.gepaserver.engine;

import dev.gepaserver.engine.model.Candidate;
import dev.gepaserver.engine.model.Checkpoint;
import dev.gepaserver.engine.model.DataSizes;
import dev.gepaserver.engine.model.Population;
import dev.gepaserver.engine.model.SearchOptions;
import dev.gepaserver.engine.model.StateRows;
import dev.gepaserver.engine.spi.RandomSource;
import dev.gepaserver.engine.strategy.Strategies;
import java.util.List;

/**
 * A search between two iterations: all it knows, and all that its next step depends on.
 *
 * <p>Immutable; may be kept and shared between threads. The state after a step shares with the one
 * before all that did not change. Its small part is the {@link Checkpoint}; the rest is the sum of
 * the rows that steps gave out, and both together bring it back.
 */
public final class SearchState {

  private final SearchOptions options;
  private final DataSizes sizes;
  private final Strategies strategies;
  private final Checkpoint checkpoint;
  private final Knowledge knowledge;

  private SearchState(
      SearchOptions options,
      DataSizes sizes,
      Strategies strategies,
      Checkpoint checkpoint,
      Knowledge knowledge) {
    this.options = options;
    this.sizes = sizes;
    this.strategies = strategies;
    this.checkpoint = checkpoint;
    this.knowledge = knowledge;
  }

  /**
   * A search that has not begun.
   *
   * @throws IllegalArgumentException where the options name a strategy that does not exist
   */
  public static SearchState empty(SearchOptions options, DataSizes sizes) {
    Checkpoint start =
        new Checkpoint(RandomSource.seeded(options.seed()).state(), 0, 0, false, 0, 0, 0, 0, 0);
    Strategies strategies = Strategies.of(options.strategies());
    return new SearchState(options, sizes, strategies, start, Knowledge.none(options, sizes));
  }

  /**
   * A search as it was after its last finished iteration.
   *
   * @param options those it was begun with; only the budget may be another one
   * @param sizes those it was begun with
   * @param checkpoint the last one
   * @param rows the rows of every finished iteration, and none of an unfinished one
   * @throws IllegalArgumentException where the options name a strategy that does not exist
   */
  public static SearchState restore(
      SearchOptions options, DataSizes sizes, Checkpoint checkpoint, StateRows rows) {
    Strategies strategies = Strategies.of(options.strategies());
    return new SearchState(
        options, sizes, strategies, checkpoint, Knowledge.of(options, sizes, rows));
  }

  /** This search after a step. */
  SearchState after(Checkpoint checkpoint, Knowledge knowledge) {
    return new SearchState(options, sizes, strategies, checkpoint, knowledge);
  }

  /** What the search was told. */
  public SearchOptions options() {
    return options;
  }

  /** How many examples there are. */
  public DataSizes sizes() {
    return sizes;
  }

  /** The part that no row holds. */
  public Checkpoint checkpoint() {
    return checkpoint;
  }

  /** The candidates and the frontier they make. */
  public Population population() {
    return knowledge.population();
  }

  /** All candidates by index; none before the search has begun. */
  public List<Candidate> candidates() {
    return population().candidates();
  }

  /**
   * The best candidate: the highest average, of equals the lowest index.
   *
   * @throws IllegalArgumentException before the search has begun
   */
  public Candidate best() {
    return population().candidate(population().best());
  }

  /** Iterations finished, at least 0. */
  public int iterations() {
    return checkpoint.iterations();
  }

  /** Rollouts counted, at least 0; answers of the evaluation cache are not. */
  public long rollouts() {
    return checkpoint.rollouts();
  }

  /** Whether the next iteration tries a merge first. */
  public boolean mergeIsDue() {
    return options.merge().enabled()
        && checkpoint.mergesDue() > 0
        && checkpoint.acceptedInLastIteration();
  }

  Strategies strategies() {
    return strategies;
  }

  Knowledge knowledge() {
    return knowledge;
  }
}
