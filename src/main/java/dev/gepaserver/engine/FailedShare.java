package dev.gepaserver.engine;

import dev.gepaserver.engine.model.SearchOptions;

/**
 * Whether too many rollouts fail: a system that does not work must not be reported as a success.
 * Judged at the end of each iteration, before it is committed, over the rollouts since it was last
 * found bearable, as soon as there are enough of them.
 */
final class FailedShare {

  /** Of fewer rollouts than these nothing is said. */
  static final int FEWEST = 10;

  private FailedShare() {}

  /** Whether so many failures among so many rollouts are more than is allowed. */
  static boolean exceeded(SearchOptions options, long rollouts, long failures) {
    return rollouts >= FEWEST && failures > options.maxFailedShare() * rollouts;
  }
}
