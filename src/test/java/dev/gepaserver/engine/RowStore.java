package dev.gepaserver.engine;

import dev.gepaserver.engine.model.CachedScore;
import dev.gepaserver.engine.model.Candidate;
import dev.gepaserver.engine.model.Checkpoint;
import dev.gepaserver.engine.model.CursorChange;
import dev.gepaserver.engine.model.FrontChange;
import dev.gepaserver.engine.model.MergeAttempt;
import dev.gepaserver.engine.model.RejectedText;
import dev.gepaserver.engine.model.Rollout;
import dev.gepaserver.engine.model.SamplerOrder;
import dev.gepaserver.engine.model.StateRows;
import dev.gepaserver.engine.spi.RolloutBatch;
import dev.gepaserver.engine.spi.RolloutRunner;
import java.util.ArrayList;
import java.util.List;

/** Keeps in memory what a database would keep, and brings a state back from nothing else. */
final class RowStore {

  private final List<Candidate> candidates = new ArrayList<>();
  private final List<CursorChange> cursors = new ArrayList<>();
  private final List<FrontChange> frontChanges = new ArrayList<>();
  private final List<MergeAttempt> merges = new ArrayList<>();
  private final List<RejectedText> rejected = new ArrayList<>();
  private final List<CachedScore> rollouts = new ArrayList<>();
  private final List<CachedScore> unfinished = new ArrayList<>();
  private SamplerOrder order;
  private Checkpoint checkpoint;

  /** The runner, with every rollout noted as a row. */
  RolloutRunner noting(RolloutRunner runner) {
    return (iteration, stage, batches) -> {
      List<List<Rollout>> answers = runner.rollOut(iteration, stage, batches);
      for (int b = 0; b < batches.size(); b++) {
        note(batches.get(b), answers.get(b));
      }
      return answers;
    };
  }

  private void note(RolloutBatch batch, List<Rollout> answers) {
    for (int i = 0; i < answers.size(); i++) {
      Rollout answer = answers.get(i);
      unfinished.add(
          new CachedScore(
              batch.texts(),
              batch.split(),
              batch.examples().get(i),
              answer.score(),
              answer.objectives()));
    }
  }

  /** Commits a step. */
  void keep(StepOutcome outcome) {
    candidates.addAll(outcome.added());
    cursors.addAll(outcome.cursors());
    frontChanges.addAll(outcome.frontChanges());
    merges.addAll(outcome.merges());
    if (outcome.newOrder() != null) {
      order = outcome.newOrder();
    }
    rejected.addAll(RejectedText.of(outcome.report().proposals()));
    rollouts.addAll(unfinished);
    unfinished.clear();
    checkpoint = outcome.next().checkpoint();
  }

  /** The state as of the last commit, for a search like this one. */
  SearchState restored(SearchState like) {
    return SearchState.restore(like.options(), like.sizes(), checkpoint, rows());
  }

  /** Everything kept. */
  StateRows rows() {
    return new StateRows(candidates, cursors, frontChanges, merges, order, rejected, rollouts);
  }
}
