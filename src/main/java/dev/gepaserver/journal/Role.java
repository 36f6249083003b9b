package dev.gepaserver.journal;

import java.util.Locale;

/** What a model was called for. */
public enum Role {
  /** By the system under optimization. */
  TASK,
  /** To rewrite a component. */
  REFLECTION,
  /** To score an output. */
  JUDGE;

  /** The name on the wire and in the database. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
