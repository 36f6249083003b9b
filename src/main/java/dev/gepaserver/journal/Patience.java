package dev.gepaserver.journal;

import dev.gepaserver.common.CallFailedException;
import java.time.Duration;
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
  private final Backoff backoff;

  /** Waits as long as the product does. */
  public Patience() {
    this(FIRST_WAIT, LONGEST_WAIT);
  }

  /** Waits as told. */
  public Patience(Duration firstWait, Duration longestWait) {
    this.backoff = new Backoff(firstWait, longestWait);
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
   * @param gate passed by each attempt, null where there is none; waiting for the first one is not
   *     latency, and an outage only while the one who is asked is away
   * @throws CallFailedException.Outage where it stayed unavailable for longer than the journal's
   *     outage timeout
   * @throws RunStoppedException where the thread is interrupted; its flag stays set
   */
  public <T> Outcome<T> ask(
      Calls calls, String who, int maxAttempts, @Nullable Gate gate, Attempt<T> attempt) {
    try (CallClock clock = calls.journal().clock()) {
      Course course = new Course(calls, clock, who, maxAttempts, backoff, nanoTime);
      try {
        return ask(course, gate, attempt);
      } catch (RuntimeException | InterruptedException e) {
        course.endsUnanswered();
        throw e;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunStoppedException("stopped while asking " + who);
    }
  }

  private <T> Outcome<T> ask(Course course, @Nullable Gate gate, Attempt<T> attempt)
      throws InterruptedException {
    while (true) {
      try {
        T answer = once(course, gate, attempt);
        course.answered();
        return new Outcome.Answered<>(answer, course.attempts());
      } catch (AttemptFailedException e) {
        Attempts attempts = course.attempts();
        CallFailedException failure = course.finalFailure(e, attempts);
        if (failure != null) {
          return new Outcome.Failed<>(new CallError(e.code(), e.detail()), failure, attempts);
        }
        course.await(e);
      }
    }
  }

  private <T> T once(Course course, @Nullable Gate gate, Attempt<T> attempt)
      throws AttemptFailedException, InterruptedException {
    if (gate == null) {
      return attempt.make(course.begin());
    }
    try (Gate.Pass pass = course.pass(gate)) {
      int number = course.begin();
      pass.begun();
      return make(pass, number, attempt);
    }
  }

  private <T> T make(Gate.Pass pass, int number, Attempt<T> attempt)
      throws AttemptFailedException, InterruptedException {
    try {
      T answer = attempt.make(number);
      pass.answered();
      return answer;
    } catch (AttemptFailedException e) {
      pass.failed(e, backoff);
      throw e;
    }
  }
}
