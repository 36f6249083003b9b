package dev.gepaserver.llm.limit;

import java.time.Duration;

/**
 * Lets units through evenly, so many a minute, from the first moment on and without saving up for
 * later (the generic cell rate algorithm). A provider may count over any minute, or over any second
 * of it: the pace is that of a minute which takes {@link #MINUTE}, and who comes late may be as
 * much early next time as {@link #TOLERANCE}. So where each unit goes on its own, as requests do,
 * no window of a second or more ever holds more than its share of the limit, not even where a
 * process that was here before has filled the window's beginning in the same way, and what is sent
 * evenly may arrive 2.4 seconds uneven in a window of a minute. Tokens go many at once and are
 * known only afterwards; of those that a process before this one has spent beyond its pace nothing
 * is known.
 */
final class Pace {

  /** What a provider's minute takes here: 96% of a limit are used. */
  static final Duration MINUTE = Duration.ofMillis(62_500);

  /** How much earlier than its time a unit may go where the ones before it went late. */
  static final Duration TOLERANCE = Duration.ofMillis(40);

  private final double nanosPerUnit;
  private double due;

  /**
   * Begins.
   *
   * @param perMinute units, at least 1
   */
  Pace(long perMinute, long now) {
    this.nanosPerUnit = MINUTE.toNanos() / (double) perMinute;
    // A process before this one may have sent a unit just now.
    this.due = now + nanosPerUnit;
  }

  /** When the next one may go. */
  long readyAt() {
    return readyAt(due);
  }

  /** When the next one may go if so many go now. */
  long readyAfter(long units, double share, long now) {
    return readyAt(dueAfter(units, share, now));
  }

  private static long readyAt(double due) {
    return (long) Math.ceil(due) - TOLERANCE.toNanos();
  }

  private double dueAfter(long units, double share, long now) {
    return Math.max(due, now) + units * nanosPerUnit / share;
  }

  /**
   * Something goes.
   *
   * @param share of the pace that is used for now, above 0, to 1
   */
  void spend(long units, double share, long now) {
    due = dueAfter(units, share, now);
  }

  /** So much went not, after all. */
  void giveBack(long units) {
    due -= units * nanosPerUnit;
  }
}
