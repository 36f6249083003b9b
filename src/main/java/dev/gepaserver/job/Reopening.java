package dev.gepaserver.job;

import java.util.UUID;

/**
 * What a job's reopening asks of the rooms that keep its work; every method joins the transaction
 * that reopens it.
 */
public interface Reopening {

  /**
   * From now on nothing is kept that an earlier run of the job still writes. Comes before anything
   * else, since the writes of runs lock in that order too.
   */
  void fence(UUID jobId);

  /**
   * What a job has paid for work that it will not do again: what is done of the seed's stage where
   * that is open, else of the held-out test after the last finished iteration.
   */
  Kept kept(UUID jobId);

  /**
   * Paid and not forgotten, nano-dollars.
   *
   * @param nanos all of it
   * @param reflectionNanos of it, for reflections
   */
  record Kept(long nanos, long reflectionNanos) {}

  /**
   * Forgets what failed in the unfinished iteration and in the held-out test, so that it is tried
   * anew. The calls stay in the ledger.
   *
   * @param execution the number of the execution to come
   * @return rollouts that are not counted any more
   */
  long forgetFailures(UUID jobId, int execution);

  /**
   * Forgets everything of the unfinished iteration. The calls stay in the ledger.
   *
   * @param execution the number of the execution to come
   * @param tests whether, where nothing of the iteration was begun, the held-out test is what was
   *     unfinished
   * @return rollouts that are not counted any more
   */
  long discardOpenIteration(UUID jobId, int execution, boolean tests);
}
