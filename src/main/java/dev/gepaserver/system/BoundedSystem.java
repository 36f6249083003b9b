package dev.gepaserver.system;

import java.util.List;

/**
 * A system whose rollouts may take so long and no longer; those of one batch run together and count
 * together.
 */
final class BoundedSystem implements RunnableSystem {

  private final RunnableSystem system;
  private final TimeLimit limit;

  BoundedSystem(RunnableSystem system, TimeLimit limit) {
    this.system = system;
    this.limit = limit;
  }

  @Override
  public int batchSize() {
    return system.batchSize();
  }

  @Override
  public boolean bounded() {
    return true;
  }

  @Override
  public List<RolloutOutcome> rollOut(List<RolloutTask> batch) {
    return limit.within(
        batch.getFirst().scope().journal(),
        journal -> system.rollOut(batch.stream().map(task -> task.in(journal)).toList()),
        error ->
            batch.stream()
                .map(task ->
                    Outcomes.failed(task, Answered.nothing(limit.timeout().toMillis(), 1), error))
                .toList());
  }

  @Override
  public void close() {
    limit.close();
    system.close();
  }
}
