package dev.gepaserver.engine.model;

import java.util.Locale;

/** Why a search that did not fail has ended. */
public enum StopReason {
  /** As many rollouts as allowed were counted. */
  MAX_ROLLOUTS,
  /** As many iterations as allowed were begun. */
  MAX_ITERATIONS,
  /** As many candidates as allowed exist. */
  MAX_CANDIDATES,
  /** The best average reached the target. */
  TARGET_SCORE,
  /** The best average has not risen for the number of iterations given. */
  NO_IMPROVEMENT,
  /** The cost limit is reached. */
  MAX_COST,
  /** The cost limit of reflection is reached. */
  MAX_REFLECTION_COST,
  /** The running time is over. */
  MAX_DURATION,
  /** The next iteration might have gone over a hard budget. */
  HARD_BUDGET,
  /** Somebody asked for the end. */
  CANCELLED;

  /** The value of the API's {@code stopReason}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
