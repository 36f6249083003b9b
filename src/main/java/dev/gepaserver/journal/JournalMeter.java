package dev.gepaserver.journal;

import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Is told of what this node writes, to count it. Must be quick; safe for use by many threads. */
public interface JournalMeter {

  /**
   * Where the length of the writer's queue can be asked for at any time.
   *
   * @param queued items handed over and not yet taken up by the writer
   */
  void watch(IntSupplier queued);

  /**
   * Something handed over is durable.
   *
   * @param nanos from its hand-over to the end of its commit
   */
  void written(long nanos);

  /**
   * A rollout is durable.
   *
   * @param stage as in its key
   * @param error the code of its failure, null where it has a score of its own
   */
  void rollout(String stage, @Nullable String error);
}
