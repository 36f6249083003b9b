package dev.gepaserver.run;

import dev.gepaserver.archive.CallRow;
import dev.gepaserver.archive.RolloutRow;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Something to write for a run. */
sealed interface Payload {
  /**
   * Calls begin, or end without an answer: as many more, or fewer, are open.
   *
   * @param calls how many; negative where they end
   */
  record Mark(long calls) implements Payload {}

  /**
   * A call and its answer.
   *
   * @param begun whether it was marked as begun, and so is open no longer
   */
  record Call(CallRow row, boolean begun) implements Payload {}

  /**
   * A finished rollout.
   *
   * @param calls done when its calls are written, null where it made none; where one could not be,
   *     neither is the rollout
   */
  record Rollout(RolloutRow row, @Nullable CompletableFuture<Void> calls) implements Payload {}

  /** Statements of their own, run within the batch's transaction after its rows. */
  record Work(Runnable statements) implements Payload {}
}
