package dev.gepaserver.engine;

import dev.gepaserver.engine.model.CachedScore;
import dev.gepaserver.engine.model.Candidate;
import dev.gepaserver.engine.model.CursorChange;
import dev.gepaserver.engine.model.DataSizes;
import dev.gepaserver.engine.model.Frontier;
import dev.gepaserver.engine.model.MergeAttempt;
import dev.gepaserver.engine.model.Origin;
import dev.gepaserver.engine.model.PersistentMap;
import dev.gepaserver.engine.model.Population;
import dev.gepaserver.engine.model.RejectedText;
import dev.gepaserver.engine.model.Rollout;
import dev.gepaserver.engine.model.SamplerOrder;
import dev.gepaserver.engine.model.SearchOptions;
import dev.gepaserver.engine.model.StateRows;
import dev.gepaserver.engine.proposal.MergeHistory;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The part of a search's state that grows, and that rows hold.
 *
 * @param population the candidates and the frontier
 * @param cursors where the round robin over components stands, by candidate
 * @param order the latest minibatch order; null before the first minibatch
 * @param merges the merges tried
 * @param rejected the rejected texts to be shown
 * @param cache the evaluation cache
 */
record Knowledge(
    Population population,
    PersistentMap<Integer, Integer> cursors,
    @Nullable SamplerOrder order,
    MergeHistory merges,
    RejectedTexts rejected,
    EvaluationCache cache) {

  /** What is known before the seed is rolled out. */
  static Knowledge none(SearchOptions options, DataSizes sizes) {
    return new Knowledge(
        Population.empty(),
        PersistentMap.empty(),
        null,
        MergeHistory.empty(),
        RejectedTexts.keeping(options.reflection().prompts().showRejected()),
        options.cacheEvaluations()
            ? EvaluationCache.of(sizes.validationSplit())
            : EvaluationCache.off());
  }

  /** What the rows of finished iterations tell. */
  static Knowledge of(SearchOptions options, DataSizes sizes, StateRows rows) {
    Knowledge none = none(options, sizes);
    PersistentMap<Integer, Integer> cursors = none.cursors;
    for (CursorChange change : rows.cursors()) {
      cursors = cursors.with(change.candidate(), change.cursor());
    }
    MergeHistory merges = none.merges;
    for (MergeAttempt attempt : rows.mergeAttempts()) {
      merges = merges.with(attempt);
    }
    RejectedTexts rejected = none.rejected;
    for (RejectedText text : rows.rejected()) {
      rejected = rejected.with(text);
    }
    return new Knowledge(
        Population.of(rows.candidates(), Frontier.replay(rows.frontChanges())),
        cursors,
        rows.order(),
        merges,
        rejected,
        none.cache.isOn() ? filled(none.cache, rows) : none.cache);
  }

  /** Roots first: their scores may have been copied, and then no rollout tells of them. */
  private static EvaluationCache filled(EvaluationCache cache, StateRows rows) {
    EvaluationCache filled = cache;
    for (Candidate candidate : rows.candidates()) {
      if (candidate.origin() == Origin.SEED) {
        filled = filled.with(candidate.texts(), candidate.valScores());
      }
    }
    for (CachedScore cached : rows.cached()) {
      Rollout rollout = new Rollout(cached.score(), cached.objectives(), Map.of());
      filled = filled.with(cached.texts(), cached.split(), cached.example(), rollout);
    }
    return filled;
  }
}
