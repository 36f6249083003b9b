package dev.gepaserver.journal;

/**
 * Told how the time of one call is spent, so that whoever bounds a rollout counts work and no
 * waiting. One for each call, used by the call's own thread; a call neither rests nor works in vain
 * until it says so.
 */
public interface CallClock extends AutoCloseable {

  /** Counts nothing. */
  CallClock NONE =
      new CallClock() {
        @Override
        public void rest() {}

        @Override
        public void work() {}

        @Override
        public void inVain() {}

        @Override
        public void close() {}
      };

  /** From here on the call waits: between attempts, or for a limit of ours. */
  void rest();

  /** An attempt begins. */
  void work();

  /** The attempt has found nobody there: its time does not count, and the call rests. */
  void inVain();

  /** The call is over. */
  @Override
  void close();
}
