package dev.gepaserver.journal;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where an attempt waits until it may go on the wire: for limits of ours, and for the one who is
 * asked to be there again.
 */
public interface Gate {

  /**
   * Waits for this attempt's turn.
   *
   * @param jobId whose it is; jobs take turns
   * @param patience how long to wait on while the one who is asked is away; null: not at all, that
   *     it is away is told at once. Waiting for a turn has no end
   * @throws InterruptedException where the thread is interrupted; it then waits no longer
   */
  Entry enter(UUID jobId, @Nullable Duration patience) throws InterruptedException;

  /** What came of the wait. */
  sealed interface Entry {}

  /**
   * The one who is asked is away.
   *
   * @param what how it shows, in its own words
   * @param since for how long it has been away
   * @param atLeast how long nobody will be let in, as far as is known
   * @param outage whether it has been asked in vain so often that it counts as an outage
   */
  record Away(String what, Duration since, Duration atLeast, boolean outage) implements Entry {}

  /** A place, to be closed when the attempt is over, whatever came of it. */
  non-sealed interface Pass extends Entry, AutoCloseable {

    /** Whether it is let through to see whether the one who was away is there again. */
    boolean probe();

    /** The attempt goes on the wire now; a place closed before that was not used. */
    void begun();

    /** It was answered. */
    void answered();

    /**
     * It was not.
     *
     * @param backoff by which the one who is asked is given time
     */
    void failed(AttemptFailedException why, Backoff backoff);

    /** Gives the place back. */
    @Override
    void close();
  }
}
