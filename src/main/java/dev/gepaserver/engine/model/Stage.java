package dev.gepaserver.engine.model;

import java.util.Locale;

/** The purpose of a rollout. Within one iteration the stages run in the order given here. */
public enum Stage {
  /** The roots on the validation set, before the first iteration. */
  SEED,
  /** The parent of a task on its minibatch, with traces. */
  PARENT,
  /** The rewritten candidate of a task on the same minibatch. */
  CHILD,
  /** A merged candidate on the few validation examples that decide about it. */
  MERGE,
  /** A candidate about to be added, on the validation set. */
  VALIDATION,
  /** Seed and best on the held-out examples, after the search. */
  TEST;

  private final String wireName = name().toLowerCase(Locale.ROOT);

  /** The name by which the API and the journal call it, in lower case. */
  public String wireName() {
    return wireName;
  }
}
