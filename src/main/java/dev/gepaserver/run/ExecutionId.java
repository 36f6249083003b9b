package dev.gepaserver.run;

import dev.gepaserver.job.JobScheduler;
import java.util.UUID;

/**
 * Which execution of which job the scheduler's row stands for.
 *
 * @param jobId the job
 * @param number of the execution, as the job counts them
 */
record ExecutionId(UUID jobId, int number) {

  private static final char SEPARATOR = '/';

  /**
   * Reads the scheduler's name; one without a number was made when a job had only one execution.
   */
  static ExecutionId parse(String name) {
    int separator = name.indexOf(SEPARATOR);
    return separator < 0
        ? new ExecutionId(UUID.fromString(name), JobScheduler.FIRST)
        : new ExecutionId(
            UUID.fromString(name.substring(0, separator)),
            Integer.parseInt(name.substring(separator + 1)));
  }

  /** The scheduler's name. */
  String name() {
    return jobId.toString() + SEPARATOR + number;
  }
}
