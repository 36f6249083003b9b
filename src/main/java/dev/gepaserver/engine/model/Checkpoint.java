package dev.gepaserver.engine.model;

import static dev.gepaserver.engine.model.Checks.atLeast;

/**
 * The small part of the state that no row holds: overwritten after every iteration, of the same
 * size however old the job is.
 *
 * @param random where the generator stands
 * @param iterations iterations finished, at least 0
 * @param rollouts rollouts counted, at least 0
 * @param acceptedInLastIteration whether the last iteration added a candidate by mutation
 * @param mergesDue merges that may be tried, at least 0
 * @param mergesAccepted merges accepted so far, at least 0
 * @param failedReflections iterations in a row whose reflections all failed, at least 0
 * @param recentRollouts rollouts made since the share of failed ones was last found to be bearable,
 *     at least 0
 * @param recentFailures of these, the ones that failed, at least 0
 */
public record Checkpoint(
    RandomState random,
    int iterations,
    long rollouts,
    boolean acceptedInLastIteration,
    int mergesDue,
    int mergesAccepted,
    int failedReflections,
    long recentRollouts,
    long recentFailures) {

  /** Checks the ranges. */
  public Checkpoint {
    atLeast(0, iterations, "The number of iterations");
    atLeast(0, rollouts, "The number of rollouts");
    atLeast(0, mergesDue, "The number of merges due");
    atLeast(0, mergesAccepted, "The number of merges accepted");
    atLeast(0, failedReflections, "The number of iterations whose reflections failed");
    atLeast(0, recentFailures, "The number of failed rollouts");
    atLeast(recentFailures, recentRollouts, "The number of recent rollouts");
  }

  /** This checkpoint with what failed forgotten, for a failed job that is reopened. */
  public Checkpoint withFailuresForgotten() {
    return new Checkpoint(
        random, iterations, rollouts, acceptedInLastIteration, mergesDue, mergesAccepted, 0, 0, 0);
  }
}
