package dev.gepaserver.journal;

import dev.gepaserver.common.CallFailedException;

/**
 * What came of a call after all the attempts it deserved.
 *
 * @param <T> what is answered
 */
public sealed interface Outcome<T> {

  /** The attempts made. */
  Attempts attempts();

  /**
   * It was answered.
   *
   * @param value the answer
   * @param attempts those made, the answered one included
   */
  record Answered<T>(T value, Attempts attempts) implements Outcome<T> {}

  /**
   * It was not, and will not be.
   *
   * @param error as it is kept in the journal
   * @param failure what to throw for it: {@code Faulty} or {@code Hopeless}
   * @param attempts those made
   */
  record Failed<T>(CallError error, CallFailedException failure, Attempts attempts)
      implements Outcome<T> {}
}
