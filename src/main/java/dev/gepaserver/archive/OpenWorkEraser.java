package dev.gepaserver.archive;

import java.util.UUID;

/**
 * Takes back what a job did beyond its last finished iteration, so that it is done anew. Calls stay
 * in the ledger under other names, by which no run finds them. Every method joins the caller's
 * transaction, who makes sure that no run writes meanwhile.
 */
public interface OpenWorkEraser {

  /**
   * Forgets what failed, also that reflections failed in the iterations before. Only failures that
   * nothing was built upon yet are forgotten, which are those of the last stage: whatever came
   * after another one would no longer fit.
   *
   * @param mark put behind the names of calls; another one each time
   * @return rollouts taken back that had been counted
   */
  long forgetFailures(UUID jobId, int mark);

  /**
   * Forgets everything of the open iteration.
   *
   * @param mark as in {@link #forgetFailures}
   * @param tests whether held-out tests are forgotten, where nothing of the iteration was begun, so
   *     that a test is what was broken off
   * @return as in {@link #forgetFailures}
   */
  long forgetAll(UUID jobId, int mark, boolean tests);
}
