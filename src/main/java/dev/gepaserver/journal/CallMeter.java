package dev.gepaserver.journal;

/**
 * Is told of calls to the outside as they are made, to count them. Hears of each attempt, and of
 * what is recorded in the end; what an earlier run has recorded is not told again. Must be quick,
 * and safe for use by many threads.
 */
public interface CallMeter {

  /** Counts nothing. */
  CallMeter NONE =
      new CallMeter() {
        @Override
        public Wire model(String provider, String model, Role role, int attempt) {
          return outcome -> {};
        }

        @Override
        public Wire webhook(int attempt) {
          return outcome -> {};
        }

        @Override
        public void recorded(ModelCall call) {}
      };

  /**
   * An attempt of a model call goes out.
   *
   * @param attempt its number within the call, from 1
   */
  Wire model(String provider, String model, Role role, int attempt);

  /**
   * An attempt of a webhook call goes out.
   *
   * @param attempt its number within the call, from 1
   */
  Wire webhook(int attempt);

  /**
   * There is a model of this name, whether it ever answers or not; told at start.
   *
   * @param provider as configured
   */
  default void known(String provider, String model) {}

  /** A model call has ended, in an answer or a failure. */
  void recorded(ModelCall call);

  /** One attempt on the wire. */
  @FunctionalInterface
  interface Wire {

    /** The outcome of an attempt that was answered. */
    String ANSWERED = "answered";

    /** The outcome of an attempt that was broken off by the end of its run. */
    String STOPPED = "stopped";

    /**
     * It has ended; told exactly once.
     *
     * @param outcome {@link #ANSWERED}, {@link #STOPPED} or the code of its failure
     */
    void ended(String outcome);

    /** Makes the attempt and tells how it ended. */
    default <T> T make(int number, Patience.Attempt<T> attempt)
        throws AttemptFailedException, InterruptedException {
      String outcome = STOPPED;
      try {
        T answer = attempt.make(number);
        outcome = ANSWERED;
        return answer;
      } catch (AttemptFailedException e) {
        outcome = e.code();
        throw e;
      } finally {
        ended(outcome);
      }
    }
  }
}
