package dev.gepaserver.engine.model;

import java.util.Locale;

/** How a candidate came about. */
public enum Origin {
  /** Given from outside: the seed, or a root of a fork. */
  SEED,
  /** Rewritten by reflection; one parent. */
  MUTATION,
  /** Put together from two parents. */
  MERGE;

  /** The name by which the API calls it, in lower case. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
