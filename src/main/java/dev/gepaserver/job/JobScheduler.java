package dev.gepaserver.job;

import java.util.UUID;

/** Makes sure that a queued job is taken into work. */
public interface JobScheduler {

  /** Schedules the job's execution in the caller's transaction: both or neither. */
  void schedule(UUID jobId);
}
