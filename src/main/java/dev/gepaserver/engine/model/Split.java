package dev.gepaserver.engine.model;

import java.util.Locale;

/** A set of examples. Positions of examples count within their split, from 0. */
public enum Split {
  /** The examples that minibatches are drawn from. */
  TRAIN,
  /** The examples on which accepted candidates are scored. */
  VAL,
  /** The held-out examples; the search never sees them. */
  TEST;

  private final String wireName = name().toLowerCase(Locale.ROOT);

  /** The name by which the API and the journal call it, in lower case. */
  public String wireName() {
    return wireName;
  }
}
