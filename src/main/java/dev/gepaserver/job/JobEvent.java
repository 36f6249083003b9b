package dev.gepaserver.job;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * Something happened in a job's life. Published within the transaction that makes it so; who keeps
 * it joins that transaction.
 *
 * @param jobId the job
 * @param type as the contract names it, such as {@code job.submitted}
 * @param at when
 * @param data what else there is to tell, such as {@code stopReason}: anything that can be written
 *     as JSON
 */
public record JobEvent(UUID jobId, String type, Instant at, Map<String, Object> data) {

  /** Where the data tells the name of the key that somebody asked for it with. */
  public static final String BY = "by";

  /** Copies the data. */
  public JobEvent {
    data = Map.copyOf(data);
  }
}
