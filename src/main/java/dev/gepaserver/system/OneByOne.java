package dev.gepaserver.system;

import java.util.List;
import java.util.function.Function;

/**
 * A system that is rolled out on one example at a time.
 *
 * @param rollout rolls out and scores; may be called by many threads at once
 */
public record OneByOne(Function<RolloutTask, RolloutOutcome> rollout) implements RunnableSystem {

  @Override
  public int batchSize() {
    return 1;
  }

  @Override
  public List<RolloutOutcome> rollOut(List<RolloutTask> batch) {
    return batch.stream().map(rollout).toList();
  }
}
