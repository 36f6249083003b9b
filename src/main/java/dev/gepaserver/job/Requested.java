package dev.gepaserver.job;

import java.util.Locale;

/** What somebody asked of a running job that its worker has not yet done. */
public enum Requested {
  /** To stop and be kept for later. */
  PAUSE,
  /** To end. */
  CANCEL;

  /** The name on the wire. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
