package dev.gepaserver.system;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.journal.CallError;
import java.time.Duration;
import java.util.List;

/**
 * A system of one job, ready to be rolled out, its evaluator included. Safe for use by many
 * threads; calls block.
 */
public interface RunnableSystem extends AutoCloseable {

  /** How many examples one call of {@link #rollOut} takes at most, 1 or more. */
  int batchSize();

  /**
   * Rolls one candidate out on some examples.
   *
   * @param batch tasks of one candidate and one stage, at most {@link #batchSize()}, no example
   *     twice
   * @return the outcomes in the same order; what fails for one rollout alone is an outcome with an
   *     error
   * @throws CallFailedException {@code Hopeless} or {@code Outage}: no outcome can be had
   */
  List<RolloutOutcome> rollOut(List<RolloutTask> batch);

  /**
   * Begins what {@link #rollOut} does, in such a way that it can be given up.
   *
   * @param batch as of {@link #rollOut}
   */
  default OpenRollouts begin(List<RolloutTask> batch) {
    return new OpenRollouts() {

      @Override
      public List<RolloutOutcome> finish() {
        return rollOut(batch);
      }

      @Override
      public List<RolloutOutcome> late(CallError error, Duration after) {
        Answered nothing = Answered.nothing(after.toMillis(), 1);
        return batch.stream().map(task -> Outcomes.failed(task, nothing, error)).toList();
      }
    };
  }

  /**
   * Whether it keeps to the job's timeout of rollouts by itself. Where it does not, each call of
   * {@link #rollOut} is bounded as a whole.
   */
  default boolean bounded() {
    return false;
  }

  /** The run has ended: whatever goes on here is broken off. */
  @Override
  default void close() {}
}
