package dev.gepaserver.system;

import dev.gepaserver.journal.CallError;
import java.time.Duration;
import java.util.List;

/** Rollouts of one batch that have begun. */
public interface OpenRollouts {

  /** Makes them, as {@link RunnableSystem#rollOut} says; called once. */
  List<RolloutOutcome> finish();

  /**
   * Their outcomes where nobody waits any longer: failed, with what they have done so far. May be
   * called while another thread makes them.
   *
   * @param error why
   * @param after how long they were given
   */
  List<RolloutOutcome> late(CallError error, Duration after);
}
