package dev.gepaserver.llm.limit;

import dev.gepaserver.journal.AttemptFailedException;
import dev.gepaserver.journal.Backoff;
import dev.gepaserver.journal.Gate;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** When the next one may go, and what follows from what came of it. Not thread-safe. */
final class Law {

  /**
   * Who is turned away is charged nothing; what was lost on the way, or cannot be read, was
   * answered perhaps, and nobody knows at which price.
   */
  private static final Set<String> UNTOLD =
      Set.of(
          AttemptFailedException.TIMEOUT,
          AttemptFailedException.NETWORK,
          AttemptFailedException.MALFORMED);

  private final int maxConcurrency;
  private final @Nullable Pace requests;
  private final @Nullable TokenLimit tokens;
  private final Slowdown slowdown = new Slowdown();
  private final Breaker breaker;
  private int onTheWire;
  private long closedFrom;
  private long closedUntil;
  private String closedBy = "";

  /** One that goes. */
  static final class Place {
    private final boolean probe;
    private final TokenLimit.@Nullable Reservation reservation;
    private boolean settled;

    private Place(boolean probe, TokenLimit.@Nullable Reservation reservation) {
      this.probe = probe;
      this.reservation = reservation;
    }

    boolean probe() {
      return probe;
    }
  }

  Law(Limits limits, long now) {
    this.maxConcurrency = limits.maxConcurrency();
    Integer requestsPerMinute = limits.requestsPerMinute();
    Integer tokensPerMinute = limits.tokensPerMinute();
    this.requests = requestsPerMinute == null ? null : new Pace(requestsPerMinute, now);
    this.tokens = tokensPerMinute == null ? null : new TokenLimit(tokensPerMinute, now);
    this.breaker = new Breaker(limits.maxAttempts());
  }

  /**
   * When a call of so many tokens may go; {@link Breaker#NEVER} where that hangs on another one.
   */
  long readyAt(long size, long now) {
    if (onTheWire >= Math.max(1, (int) (slowdown.share(now) * maxConcurrency))) {
      return Breaker.NEVER;
    }
    long ready = Math.max(closedUntil, breaker.readyAt());
    if (requests != null) {
      ready = Math.max(ready, requests.readyAt());
    }
    if (tokens != null) {
      ready = Math.max(ready, tokens.readyAt(size, now));
    }
    return ready;
  }

  /**
   * When a call of so many tokens may go if another one goes now; its place on the wire is not
   * looked at.
   *
   * @param before tokens of the other one
   */
  long readyAfter(long before, long size, long now) {
    double share = slowdown.share(now);
    long ready = Math.max(closedUntil, breaker.readyAt());
    if (requests != null) {
      ready = Math.max(ready, requests.readyAfter(1, share, now));
    }
    if (tokens != null) {
      ready = Math.max(ready, tokens.readyAfter(before, size, share, now));
    }
    return ready;
  }

  /** It goes. */
  Place enter(long size, long now) {
    onTheWire++;
    double share = slowdown.share(now);
    if (requests != null) {
      requests.spend(1, share, now);
    }
    return new Place(breaker.enter(), tokens == null ? null : tokens.reserve(size, share, now));
  }

  /** Whether the provider is away, or wants to be left alone; null where it is there. */
  Gate.@Nullable Away away(long now) {
    Duration closed = Duration.ofNanos(Math.max(0, closedUntil - now));
    if (breaker.isOpen()) {
      return new Gate.Away(breaker.what(), Duration.ofNanos(now - breaker.since()), closed, true);
    }
    return closed.isZero()
        ? null
        : new Gate.Away(closedBy, Duration.ofNanos(now - closedFrom), closed, false);
  }

  /** It was answered. */
  void answered(Place place) {
    place.settled = true;
    breaker.there();
  }

  /** It was not. */
  void failed(Place place, AttemptFailedException why, Backoff backoff, long now) {
    place.settled = true;
    boolean rateLimited = why.code().equals(AttemptFailedException.RATE_LIMITED);
    boolean late = why.code().equals(AttemptFailedException.TIMEOUT);
    if (why.unavailable() && !rateLimited) {
      breaker.away(place.probe, why.detail(), backoff, now);
    } else if (!late) {
      breaker.there();
    } else if (place.probe) {
      breaker.away(true, why.detail(), backoff, now);
    }
    Duration asked = why.retryAfter();
    if (asked != null && asked.isPositive()) {
      close(now + asked.toNanos(), why.detail(), now);
    } else if (rateLimited) {
      slowdown.tooMuch(now);
    }
    if (!UNTOLD.contains(why.code())) {
      used(place, 0, now);
    }
  }

  /** It took so many tokens in truth. */
  void used(Place place, long size, long now) {
    if (tokens != null && place.reservation != null) {
      tokens.settle(place.reservation, size, now);
    }
  }

  /** It never went. */
  void unused(Place place, long now) {
    if (requests != null) {
      requests.giveBack(1);
    }
    used(place, 0, now);
  }

  /** It is over. */
  void leave(Place place) {
    onTheWire--;
    if (place.probe && !place.settled) {
      breaker.gaveUp();
    }
  }

  private void close(long until, String by, long now) {
    if (closedUntil <= now) {
      closedFrom = now;
    }
    if (until > closedUntil) {
      closedUntil = until;
      closedBy = by;
    }
  }
}
