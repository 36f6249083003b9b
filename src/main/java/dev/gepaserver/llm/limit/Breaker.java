package dev.gepaserver.llm.limit;

import dev.gepaserver.journal.Backoff;

/**
 * Notices that the provider is away: so many attempts one after the other found nobody. Then one at
 * a time is let through to look, with growing pauses, until one finds somebody.
 */
final class Breaker {

  /** Later than any time. */
  static final long NEVER = Long.MAX_VALUE;

  private final int threshold;
  private int inVain;
  private long since;
  private String what = "";
  private boolean open;
  private boolean probing;
  private int pauses;
  private long nextProbe;

  /**
   * Begins.
   *
   * @param threshold attempts in vain, one after the other, by which it is noticed; at least 1
   */
  Breaker(int threshold) {
    this.threshold = threshold;
  }

  /** Whether the provider is away. */
  boolean isOpen() {
    return open;
  }

  /** Since when nobody was found. */
  long since() {
    return since;
  }

  /** How it showed last. */
  String what() {
    return what;
  }

  /** When the next one may go: at any time, or to look; never while one is looking. */
  long readyAt() {
    if (!open) {
      return 0;
    }
    return probing ? NEVER : nextProbe;
  }

  /** One goes; tells whether it is to look. */
  boolean enter() {
    probing = open;
    return open;
  }

  /** Somebody is there, whatever was said. */
  void there() {
    inVain = 0;
    open = false;
    probing = false;
  }

  /** Nobody was found. */
  void away(boolean probe, String how, Backoff backoff, long now) {
    if (inVain++ == 0) {
      since = now;
    }
    what = how;
    if (!open && inVain >= threshold) {
      open = true;
      pauses = 0;
      pause(backoff, now);
    } else if (open && probe) {
      pause(backoff, now);
    }
  }

  /** The one who looked saw nothing. */
  void gaveUp() {
    probing = false;
  }

  private void pause(Backoff backoff, long now) {
    probing = false;
    nextProbe = now + backoff.wait(++pauses).toNanos();
  }
}
