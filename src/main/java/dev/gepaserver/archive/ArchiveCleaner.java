package dev.gepaserver.archive;

import java.time.Instant;
import java.util.UUID;

/**
 * Deletes, part by part, what is no longer kept. Every method joins its caller's transaction, one
 * for each part.
 */
public interface ArchiveCleaner {

  /**
   * Makes sure that no other node cleans until the caller's transaction ends.
   *
   * @return false where another does just now
   */
  boolean alone();

  /** Notes a deleted job, whose rows are to go. */
  void noteDeleted(UUID jobId, Instant at);

  /**
   * Deletes rows of a noted job, the one noted first; with its last row goes the note.
   *
   * @param atMost so many rows
   * @return whether there was a note
   */
  boolean clearDeleted(int atMost);

  /**
   * Deletes calls and traces of what a job has finished; what a run that goes on with it would read
   * stays.
   *
   * @param failed whether the job may be gone on with in the middle of an iteration or a test
   * @param atMost so many rows
   * @return whether there may be more
   */
  boolean prune(UUID jobId, boolean failed, int atMost);
}
