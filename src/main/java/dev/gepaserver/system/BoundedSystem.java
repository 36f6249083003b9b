package dev.gepaserver.system;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

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
    AtomicReference<@Nullable OpenRollouts> begun = new AtomicReference<>();
    return limit.within(
        batch.getFirst().scope().journal(),
        journal -> {
          OpenRollouts open = system.begin(batch.stream().map(task -> task.in(journal)).toList());
          begun.set(open);
          return open.finish();
        },
        error -> {
          OpenRollouts open = begun.get();
          return (open == null ? system.begin(batch) : open).late(error, limit.timeout());
        });
  }

  @Override
  public void close() {
    limit.close();
    system.close();
  }
}
