package dev.gepaserver.engine.model;

import java.util.Locale;

/** What an iteration did. */
public enum IterationKind {
  /** Iteration 0: the roots were rolled out on the validation set. */
  SEED,
  /** Reflective mutation. */
  MUTATION,
  /** A merge was put together, and accepted or rejected. */
  MERGE;

  /** The name by which the API calls it, in lower case. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
