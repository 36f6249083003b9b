package dev.gepaserver.engine.model;

import static dev.gepaserver.engine.model.Checks.atLeast;

/**
 * Where the round robin over components stands for one candidate after an iteration.
 *
 * @param candidate its index
 * @param cursor the position of the component to be rewritten next, from 0
 */
public record CursorChange(int candidate, int cursor) {

  /** Checks the ranges. */
  public CursorChange {
    atLeast(0, candidate, "The candidate of a cursor");
    atLeast(0, cursor, "A cursor");
  }
}
