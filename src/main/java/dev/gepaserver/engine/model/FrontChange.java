package dev.gepaserver.engine.model;

import static dev.gepaserver.engine.model.Checks.atLeast;

/**
 * One change of one front: replayed in order, these give the frontier.
 *
 * @param key the front
 * @param score the candidate's score there, now the front's best
 * @param candidate the candidate that came onto the front
 * @param replaces whether it stands there alone now (its score is above the best before, or the key
 *     is new); else it joined those with the same score
 */
public record FrontChange(FrontKey key, double score, int candidate, boolean replaces) {

  /** Checks the candidate's index. */
  public FrontChange {
    atLeast(0, candidate, "The candidate of a front change");
  }
}
