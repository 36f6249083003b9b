package dev.gepaserver.job;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs are listed; all conditions hold for each of them.
 *
 * @param statuses any of these; empty for any status
 * @param labels all of these
 * @param nameContains a part of the name, upper and lower case alike; null for any name
 */
public record JobFilter(
    Set<JobStatus> statuses, Map<String, String> labels, @Nullable String nameContains) {

  /** Copies the sets. */
  public JobFilter {
    statuses = Set.copyOf(statuses);
    labels = Map.copyOf(labels);
  }
}
