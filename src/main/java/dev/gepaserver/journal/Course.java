package dev.gepaserver.journal;

import dev.gepaserver.common.CallFailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How one call goes; used by its own thread only. */
final class Course {

  private final CallJournal journal;
  private final List<CallKey> keys;
  private final CallClock clock;
  private final String who;
  private final int maxAttempts;
  private final Backoff backoff;
  private final LongSupplier nanoTime;
  private final List<CallError> errors = new ArrayList<>();
  private long started;
  private long firstUnavailable;
  private @Nullable Long awayFrom;
  private boolean asking;
  private int made;
  private int unavailable;
  private int spoiled;
  private @Nullable String outage;

  Course(
      Calls calls,
      CallClock clock,
      String who,
      int maxAttempts,
      Backoff backoff,
      LongSupplier nanoTime) {
    this.journal = calls.journal();
    this.keys = calls.keys();
    this.clock = clock;
    this.who = who;
    this.maxAttempts = maxAttempts;
    this.backoff = backoff;
    this.nanoTime = nanoTime;
  }

  /** Waits to be let through; throws where the one who is asked stays away for too long. */
  Gate.Pass pass(Gate gate) throws InterruptedException {
    journal.goOn();
    clock.rest();
    long entered = nanoTime.getAsLong();
    awayFrom = null;
    Duration patience = null;
    while (true) {
      switch (gate.enter(journal.jobId(), patience)) {
        case Gate.Away away -> patience = patience(away);
        case Gate.Pass pass -> {
          if (awayFrom == null) {
            // Waiting for a limit of ours is no outage.
            firstUnavailable += nanoTime.getAsLong() - entered;
          } else if (!pass.probe()) {
            awayFrom = null;
          }
          return pass;
        }
      }
    }
  }

  /** How long to wait on for one who is away: since we wait for it, or since it is away. */
  private Duration patience(Gate.Away away) {
    long now = nanoTime.getAsLong();
    long waitedFrom = awayFrom == null ? (unavailable > 0 ? firstUnavailable : now) : awayFrom;
    long from = Math.max(waitedFrom, now - away.since().toNanos());
    awayFrom = from;
    Duration left = journal.outageTimeout().minus(since(from));
    if (away.outage() || showsBy(away.atLeast(), left)) {
      announce(away.what());
    }
    if (!left.isPositive()) {
      throw new CallFailedException.Outage(who + ": " + away.what());
    }
    return left;
  }

  int begin() {
    // Waiting for the mark to be durable is no work of the one who is asked.
    clock.rest();
    journal.begin(keys);
    asking = true;
    if (outage == null) {
      clock.work();
    }
    if (made == 0) {
      started = nanoTime.getAsLong();
    }
    return ++made;
  }

  Attempts attempts() {
    return new Attempts(made, errors, since(started).toMillis());
  }

  void answered() {
    if (outage != null) {
      journal.availableAgain(outage);
    }
  }

  /** What ends the call, or null where it is to be tried again. */
  @Nullable CallFailedException finalFailure(AttemptFailedException e, Attempts attempts) {
    asking = false;
    boolean over =
        switch (e.kind()) {
          case UNAVAILABLE -> false;
          case SPOILED -> ++spoiled >= maxAttempts;
          case FAULTY, HOPELESS -> true;
        };
    if (!over) {
      return null;
    }
    answered();
    return e.kind() == AttemptFailedException.Kind.HOPELESS
        ? new CallFailedException.Hopeless(e.code(), e.detail())
        : new CallFailedException.Faulty(
            e.code(), e.detail(), attempts.count(), attempts.latencyMs());
  }

  void await(AttemptFailedException e) throws InterruptedException {
    errors.add(new CallError(e.code(), e.detail()));
    Duration wait = backoff.wait(errors.size(), e.retryAfter());
    if (e.kind() == AttemptFailedException.Kind.UNAVAILABLE) {
      clock.inVain();
      if (unavailable++ == 0) {
        firstUnavailable = awayFrom == null ? nanoTime.getAsLong() : awayFrom;
      }
      if (unavailable >= maxAttempts
          || wait.compareTo(left()) > 0
          || showsBy(e.retryAfter(), left())) {
        announce(e.detail());
      }
    } else {
      clock.rest();
    }
    Duration left = left();
    if (outage != null && !left.isPositive()) {
      throw new CallFailedException.Outage(who + ": " + e.detail());
    }
    Thread.sleep(outage != null && wait.compareTo(left) > 0 ? left : wait);
  }

  /** What is on the wire just now stays in doubt; what was refused before is in none. */
  void endsUnanswered() {
    if (!asking) {
      journal.unanswered(keys);
    }
  }

  /** Whether a wait that is asked for is an outage by its length alone. */
  private boolean showsBy(@Nullable Duration asked, Duration left) {
    return asked != null && (asked.compareTo(left) > 0 || asked.compareTo(backoff.longest()) > 0);
  }

  /** Tells of an outage that is not told yet. */
  private void announce(String what) {
    if (outage == null) {
      outage = who + ": " + what;
      journal.unavailable(outage);
    }
  }

  /** How long an outage may still be waited for; not above 0 where it is over. */
  private Duration left() {
    return journal.outageTimeout().minus(since(firstUnavailable));
  }

  private Duration since(long nanos) {
    return Duration.ofNanos(nanoTime.getAsLong() - nanos);
  }
}
