package dev.gepaserver.engine.model;

import static dev.gepaserver.engine.model.Checks.atLeast;

/**
 * Whether and how often candidates are merged.
 *
 * @param enabled whether they are
 * @param maxInvocations accepted merges from which on no more become due, at least 0; those already
 *     due may still be tried
 * @param valOverlapFloor validation examples that both parents must have been scored on, at least 0
 */
public record MergeOptions(boolean enabled, int maxInvocations, int valOverlapFloor) {

  /** Every option as {@link Defaults} says: no merging. */
  public static final MergeOptions DEFAULT =
      new MergeOptions(
          Defaults.MERGE_ENABLED, Defaults.MERGE_MAX_INVOCATIONS, Defaults.MERGE_VAL_OVERLAP_FLOOR);

  /** Checks the ranges. */
  public MergeOptions {
    atLeast(0, maxInvocations, "maxInvocations");
    atLeast(0, valOverlapFloor, "valOverlapFloor");
  }
}
