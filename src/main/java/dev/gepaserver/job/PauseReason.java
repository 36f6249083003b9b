package dev.gepaserver.job;

import java.util.Locale;

/** Why a job is paused. */
public enum PauseReason {
  /** Somebody asked for it. */
  REQUESTED,
  /** A provider or webhook stayed away for too long. */
  OUTAGE;

  /** The name on the wire. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
