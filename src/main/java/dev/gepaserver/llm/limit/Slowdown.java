package dev.gepaserver.llm.limit;

import java.time.Duration;

/**
 * What share of the limits is used: all of it, until the provider says that it was too much without
 * saying for how long. Each time that happens the share is halved, at most once a second, down to a
 * twentieth; it grows by a tenth of the whole a second.
 */
final class Slowdown {

  private static final double SMALLEST = 0.05;
  private static final double CUT = 0.5;
  private static final double GROWTH_A_SECOND = 0.1;
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private double share = 1;
  private long cutAt = -SECOND;

  /** The share for now, above 0, to 1. */
  double share(long now) {
    return Math.min(1, share + (now - cutAt) / (double) SECOND * GROWTH_A_SECOND);
  }

  /** It was too much. */
  void tooMuch(long now) {
    if (now - cutAt >= SECOND) {
      share = Math.max(SMALLEST, share(now) * CUT);
      cutAt = now;
    }
  }
}
