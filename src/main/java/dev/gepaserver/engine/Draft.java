package dev.gepaserver.engine;

import dev.gepaserver.engine.model.Candidate;
import dev.gepaserver.engine.model.Checkpoint;
import dev.gepaserver.engine.model.CursorChange;
import dev.gepaserver.engine.model.FrontChange;
import dev.gepaserver.engine.model.IterationKind;
import dev.gepaserver.engine.model.IterationReport;
import dev.gepaserver.engine.model.MergeAttempt;
import dev.gepaserver.engine.model.PersistentMap;
import dev.gepaserver.engine.model.Population;
import dev.gepaserver.engine.model.Proposal;
import dev.gepaserver.engine.model.RejectedText;
import dev.gepaserver.engine.model.Rollout;
import dev.gepaserver.engine.model.SamplerOrder;
import dev.gepaserver.engine.model.SearchException;
import dev.gepaserver.engine.model.SearchOptions;
import dev.gepaserver.engine.model.Split;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.engine.proposal.MergeHistory;
import dev.gepaserver.engine.spi.RandomSource;
import dev.gepaserver.engine.strategy.Strategies;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The working copy of the state during one iteration, which notes every change. If the iteration
 * fails it is simply dropped.
 */
final class Draft {

  private final SearchState before;
  private final int iteration;
  private final RandomSource random;

  private long rollouts;
  private boolean acceptedInLastIteration;
  private int mergesDue;
  private int mergesAccepted;
  private int failedReflections;
  private long recentRollouts;
  private long recentFailures;

  private Population population;
  private PersistentMap<Integer, Integer> cursors;
  private @Nullable SamplerOrder order;
  private MergeHistory merges;
  private EvaluationCache cache;

  private final List<Candidate> added = new ArrayList<>();
  private final List<FrontChange> frontChanges = new ArrayList<>();
  private final SortedMap<Integer, Integer> movedCursors = new TreeMap<>();
  private final List<MergeAttempt> newMerges = new ArrayList<>();

  /** A draft of the iteration that the API gives this number; 0 for the seed's. */
  Draft(SearchState before, int iteration) {
    this.before = before;
    this.iteration = iteration;
    Checkpoint checkpoint = before.checkpoint();
    random = RandomSource.at(checkpoint.random());
    rollouts = checkpoint.rollouts();
    acceptedInLastIteration = checkpoint.acceptedInLastIteration();
    mergesDue = checkpoint.mergesDue();
    mergesAccepted = checkpoint.mergesAccepted();
    failedReflections = checkpoint.failedReflections();
    recentRollouts = checkpoint.recentRollouts();
    recentFailures = checkpoint.recentFailures();
    Knowledge knowledge = before.knowledge();
    population = knowledge.population();
    cursors = knowledge.cursors();
    order = knowledge.order();
    merges = knowledge.merges();
    cache = knowledge.cache();
  }

  SearchState before() {
    return before;
  }

  SearchOptions options() {
    return before.options();
  }

  Strategies strategies() {
    return before.strategies();
  }

  int iteration() {
    return iteration;
  }

  RandomSource random() {
    return random;
  }

  Population population() {
    return population;
  }

  long rollouts() {
    return rollouts;
  }

  void count(long more) {
    rollouts += more;
  }

  @Nullable SamplerOrder order() {
    return order;
  }

  void keepOrder(@Nullable SamplerOrder drawn) {
    order = drawn;
  }

  MergeHistory merges() {
    return merges;
  }

  void remember(MergeAttempt attempt) {
    merges = merges.with(attempt);
    newMerges.add(attempt);
  }

  @Nullable Rollout cached(Texts texts, int example) {
    return cache.find(texts, example);
  }

  void cache(Texts texts, Split split, List<Integer> examples, List<Rollout> answers) {
    cache = cache.with(texts, split, examples, answers);
  }

  void cacheRoot(Candidate root) {
    cache = cache.with(root.texts(), root.valScores());
  }

  int cursor(int candidate) {
    Integer cursor = cursors.get(candidate);
    return cursor == null ? 0 : cursor;
  }

  void moveCursor(int candidate, int cursor) {
    cursors = cursors.with(candidate, cursor);
    movedCursors.put(candidate, cursor);
  }

  /** Adds a candidate and lets it onto the frontier. */
  void add(Candidate candidate, int cursor) {
    List<FrontChange> changes =
        population
            .frontier()
            .changesBy(candidate.index(), strategies().frontier().scores(candidate.valScores()));
    population = population.with(candidate, changes);
    frontChanges.addAll(changes);
    added.add(candidate);
    moveCursor(candidate.index(), cursor);
  }

  void clearAcceptedInLastIteration() {
    acceptedInLastIteration = false;
  }

  /** With merging on, every candidate added by mutation lets a merge follow. */
  void letMergesFollow(int candidates) {
    if (options().merge().enabled() && candidates > 0) {
      acceptedInLastIteration = true;
      if (mergesAccepted < options().merge().maxInvocations()) {
        mergesDue += candidates;
      }
    }
  }

  void useUpMerge() {
    mergesDue--;
    mergesAccepted++;
  }

  /** Notes whether any of an iteration's reflections gave a text; there was at least one. */
  void noteReflections(boolean anyUsed) {
    failedReflections = anyUsed ? 0 : failedReflections + 1;
  }

  /** Notes rollouts that were made, whatever becomes of their scores. */
  void noteFailures(List<Rollout> made) {
    recentRollouts += made.size();
    recentFailures += made.stream().filter(Rollout::failed).count();
  }

  /** Begins to count anew where enough rollouts were made and not too many failed. */
  private void judgeFailures() {
    if (FailedShare.exceeded(options(), recentRollouts, recentFailures)) {
      throw new SearchException(
          SearchException.ROLLOUTS_FAILING,
          "%s of the last %s rollouts failed, more than the share of %s that is allowed"
              .formatted(recentFailures, recentRollouts, options().maxFailedShare()));
    }
    if (recentRollouts >= FailedShare.FEWEST) {
      recentRollouts = 0;
      recentFailures = 0;
    }
  }

  /**
   * The outcome of the iteration.
   *
   * @throws SearchException where too many rollouts failed; their scores say nothing, so that
   *     nothing may be decided by them for good
   */
  StepOutcome finish(IterationKind kind, List<Proposal> proposals) {
    judgeFailures();
    List<RejectedText> newlyRejected = RejectedText.of(proposals);
    RejectedTexts rejected = before.knowledge().rejected();
    for (RejectedText text : newlyRejected) {
      rejected = rejected.with(text);
    }
    Checkpoint checkpoint =
        new Checkpoint(
            random.state(),
            iteration,
            rollouts,
            acceptedInLastIteration,
            mergesDue,
            mergesAccepted,
            failedReflections,
            recentRollouts,
            recentFailures);
    Knowledge knowledge = new Knowledge(population, cursors, order, merges, rejected, cache);
    List<CursorChange> cursorChanges = new ArrayList<>();
    movedCursors.forEach((candidate, at) -> cursorChanges.add(new CursorChange(candidate, at)));
    return new StepOutcome(
        before.after(checkpoint, knowledge),
        new IterationReport(iteration, kind, before.rollouts(), rollouts, proposals),
        added,
        frontChanges,
        cursorChanges,
        newMerges,
        Objects.equals(order, before.knowledge().order()) ? null : order,
        newlyRejected);
  }
}
