package dev.gepaserver.system;

import dev.gepaserver.journal.CallError;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * A system that is rolled out on one example at a time, and can tell of each rollout what it has
 * done so far.
 *
 * @param open begins a rollout; may be called by many threads at once
 */
record Watched(Function<RolloutTask, Rollout> open) implements RunnableSystem {

  /** One rollout. */
  interface Rollout {

    /** Rolls out and scores. */
    RolloutOutcome finish();

    /** As of {@link OpenRollouts#late}. */
    RolloutOutcome late(CallError error, Duration after);
  }

  @Override
  public int batchSize() {
    return 1;
  }

  @Override
  public List<RolloutOutcome> rollOut(List<RolloutTask> batch) {
    return begin(batch).finish();
  }

  @Override
  public OpenRollouts begin(List<RolloutTask> batch) {
    List<Rollout> rollouts = batch.stream().map(open).toList();
    return new OpenRollouts() {

      @Override
      public List<RolloutOutcome> finish() {
        return rollouts.stream().map(Rollout::finish).toList();
      }

      @Override
      public List<RolloutOutcome> late(CallError error, Duration after) {
        return rollouts.stream().map(rollout -> rollout.late(error, after)).toList();
      }
    };
  }
}
