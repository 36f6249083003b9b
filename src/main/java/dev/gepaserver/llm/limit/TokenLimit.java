package dev.gepaserver.llm.limit;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * So many tokens a minute. What a call will take is reserved before it and settled after it. Calls
 * go at the pace of their tokens; as a single one may be a good part of the limit, what the last
 * {@link Pace#MINUTE} took is added up besides, and never is above the limit, but where a single
 * call is. Of a large one the pace knows a part only: the sum looks after the rest, and small ones
 * that fit into it need not wait until it is paid off.
 */
final class TokenLimit {

  /** The part of the limit that the pace knows of one call at most. */
  private static final long PACED_SHARE = 10;

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
    return Math.max(pace.readyAt(), roomAt(total + tokens - perMinute));
  }

  /** When it may go if another one goes now. */
  long readyAfter(long before, long tokens, double share, long now) {
    forget(now);
    long over = total + before + tokens - perMinute;
    long room = roomAt(over);
    // Where not all of the others make room, the one that goes now has to.
    long last = over > total ? now + Pace.MINUTE.toNanos() : room;
    return Math.max(pace.readyAfter(paced(before), share, now), Math.max(room, last));
  }

  /** When so many tokens of the last minute, or all of them, are past. */
  private long roomAt(long tokens) {
    long ready = Long.MIN_VALUE;
    long over = tokens;
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
    pace.spend(paced(tokens), share, now);
    return one;
  }

  /** It took so many in truth. */
  void settle(Reservation one, long tokens, long now) {
    if (!one.past) {
      total += tokens - one.tokens;
    }
    long more = paced(tokens) - paced(one.tokens);
    one.tokens = tokens;
    if (more > 0) {
      pace.spend(more, 1, now);
    } else {
      pace.giveBack(-more);
    }
  }

  /** What is above the limit, no sum of a minute can look after. */
  private long paced(long tokens) {
    return tokens > perMinute ? tokens : Math.min(tokens, Math.ceilDiv(perMinute, PACED_SHARE));
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
