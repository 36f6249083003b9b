package dev.gepaserver.journal;

import dev.gepaserver.common.CallFailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The one layer that tries again. Who is unavailable is asked again with growing waits; after so
 * many attempts, or where a long wait is asked for, the wait is told to the journal as an outage,
 * and goes on until the journal's outage timeout has passed since it was first found unavailable.
 * What is spoiled is asked again so many times, everything else is final at once. The journal is
 * asked before each attempt whether the run goes on. Waits end with the thread's interruption.
 * Thread-safe.
 */
public final class Patience {

  /** The first wait; each one after doubles it. */
  public static final Duration FIRST_WAIT = Duration.ofMillis(500);

  /** The longest wait that is our own choice; the other side may ask for a longer one. */
  public static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  // The monotonic clock: a time of day that jumps must neither end an outage's wait nor stretch it.
  private final LongSupplier nanoTime = System::nanoTime;
  private final Duration firstWait;
  private final Duration longestWait;

  /** Waits as long as the product does. */
  public Patience() {
    this(FIRST_WAIT, LONGEST_WAIT);
  }

  /** Waits as told. */
  public Patience(Duration firstWait, Duration longestWait) {
    this.firstWait = firstWait;
    this.longestWait = longestWait;
  }

  /**
   * One attempt of a call.
   *
   * @param <T> what is answered
   */
  @FunctionalInterface
  public interface Attempt<T> {

    /**
     * Asks once.
     *
     * @param number of this attempt, from 1
     * @throws AttemptFailedException where there is no usable answer
     * @throws InterruptedException where the thread was interrupted
     */
    T make(int number) throws AttemptFailedException, InterruptedException;
  }

  /**
   * Asks until there is an answer, or none is to be expected.
   *
   * @param calls what is asked; begun with the first attempt
   * @param who is asked, for messages
   * @param maxAttempts after so many in vain, being unavailable is an outage and being spoiled a
   *     fault; at least 1
   * @param permits taken for the time of each attempt, null for no limit; waiting for the first one
   *     is not latency
   * @throws CallFailedException.Outage where it stayed unavailable for longer than the journal's
   *     outage timeout
   * @throws RunStoppedException where the thread is interrupted; its flag stays set
   */
  public <T> Outcome<T> ask(
      Calls calls, String who, int maxAttempts, @Nullable FairPermits permits, Attempt<T> attempt) {
    try (CallClock clock = calls.journal().clock()) {
      Course course = new Course(calls, clock, who, maxAttempts);
      try {
        return ask(course, permits, attempt);
      } catch (RuntimeException | InterruptedException e) {
        course.endsUnanswered();
        throw e;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunStoppedException("stopped while asking " + who);
    }
  }

  private <T> Outcome<T> ask(Course course, @Nullable FairPermits permits, Attempt<T> attempt)
      throws InterruptedException {
    while (true) {
      try {
        T answer = once(course, permits, attempt);
        course.answered();
        return new Outcome.Answered<>(answer, course.attempts());
      } catch (AttemptFailedException e) {
        course.asking = false;
        Attempts attempts = course.attempts();
        CallFailedException failure = course.finalFailure(e, attempts);
        if (failure != null) {
          return new Outcome.Failed<>(new CallError(e.code(), e.detail()), failure, attempts);
        }
        course.await(e);
      }
    }
  }

  private <T> T once(Course course, @Nullable FairPermits permits, Attempt<T> attempt)
      throws AttemptFailedException, InterruptedException {
    if (permits == null) {
      return attempt.make(course.begin());
    }
    course.journal.goOn();
    course.clock.rest();
    permits.acquire(course.journal.jobId());
    try {
      return attempt.make(course.begin());
    } finally {
      permits.release();
    }
  }

  /** How one call goes; used by its own thread only. */
  private final class Course {

    private final CallJournal journal;
    private final List<CallKey> keys;
    private final CallClock clock;
    private final String who;
    private final int maxAttempts;
    private final List<String> errors = new ArrayList<>();
    private long started;
    private long firstUnavailable;
    private boolean asking;
    private int made;
    private int unavailable;
    private int spoiled;
    private @Nullable String outage;

    Course(Calls calls, CallClock clock, String who, int maxAttempts) {
      this.journal = calls.journal();
      this.keys = calls.keys();
      this.clock = clock;
      this.who = who;
      this.maxAttempts = maxAttempts;
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
      errors.add(e.detail());
      Duration wait = wait(e.retryAfter());
      if (e.kind() == AttemptFailedException.Kind.UNAVAILABLE) {
        clock.inVain();
        if (unavailable++ == 0) {
          firstUnavailable = nanoTime.getAsLong();
        }
        announce(e, wait);
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

    /** Tells of an outage that is not told yet, as soon as it shows. */
    private void announce(AttemptFailedException e, Duration wait) {
      Duration asked = e.retryAfter();
      boolean shows =
          unavailable >= maxAttempts
              || wait.compareTo(left()) > 0
              || (asked != null && asked.compareTo(longestWait) > 0);
      if (shows && outage == null) {
        outage = who + ": " + e.detail();
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

    private Duration wait(@Nullable Duration retryAfter) {
      long own = firstWait.toMillis() << Math.min(errors.size() - 1, 20);
      long bounded = Math.min(own, longestWait.toMillis());
      long jittered = bounded / 2 + ThreadLocalRandom.current().nextLong(bounded / 2 + 1);
      if (retryAfter == null || !retryAfter.isPositive()) {
        return Duration.ofMillis(jittered);
      }
      // Those who were sent away together must not come back together.
      return retryAfter.plusMillis(ThreadLocalRandom.current().nextLong(firstWait.toMillis() + 1));
    }
  }
}
