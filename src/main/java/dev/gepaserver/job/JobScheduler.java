package dev.gepaserver.job;

import java.util.UUID;

/** Makes sure that a queued job is taken into work. */
public interface JobScheduler {

  /** The number of a new job's execution. */
  int FIRST = 0;

  /**
   * Schedules an execution of the job in the caller's transaction: both or neither.
   *
   * @param number of the execution; rises with every resume, so that one that is just completing
   *     does not take the next with it
   */
  void schedule(UUID jobId, int number);
}
