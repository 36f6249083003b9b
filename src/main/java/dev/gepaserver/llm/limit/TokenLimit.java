package dev.gepaserver.llm.limit;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * So many tokens a minute. What a call will take is reserved before it and settled after it. Calls
 * go at the pace of their tokens; as a single one may be a good part of the limit, what the last
 * {@link Pace#MINUTE} took is added up besides, and never is above the limit, but where a single
 * call is.
 */
final class TokenLimit {

  private final long perMinute;
  private final Pace pace;
  private final Deque<Reservation> recent = new ArrayDeque<>();
  private long total;

  /** What one call takes. */
  static final class Reservation {
    private final long at;
    private long tokens;
    private boolean past;

    private Reservation(long at, long tokens) {
      this.at = at;
      this.tokens = tokens;
    }
  }

  /**
   * Begins.
   *
   * @param perMinute tokens, at least 1
   */
  TokenLimit(long perMinute, long now) {
    this.perMinute = perMinute;
    this.pace = new Pace(perMinute, now);
  }

  /** When a call of so many tokens may go. */
  long readyAt(long tokens, long now) {
    forget(now);
    long ready = pace.readyAt();
    long over = total + tokens - perMinute;
    for (Reservation one : recent) {
      if (over <= 0) {
        break;
      }
      ready = Math.max(ready, pastAt(one));
      over -= one.tokens;
    }
    return ready;
  }

  /** Such a call goes. */
  Reservation reserve(long tokens, double share, long now) {
    Reservation one = new Reservation(now, tokens);
    recent.add(one);
    total += tokens;
    pace.spend(tokens, share, now);
    return one;
  }

  /** It took so many in truth. */
  void settle(Reservation one, long tokens, long now) {
    long more = tokens - one.tokens;
    one.tokens = tokens;
    if (!one.past) {
      total += more;
    }
    if (more > 0) {
      pace.spend(more, 1, now);
    } else {
      pace.giveBack(-more);
    }
  }

  private void forget(long now) {
    while (!recent.isEmpty() && pastAt(recent.getFirst()) <= now) {
      Reservation one = recent.removeFirst();
      one.past = true;
      total -= one.tokens;
    }
  }

  private static long pastAt(Reservation one) {
    return one.at + Pace.MINUTE.toNanos();
  }
}
