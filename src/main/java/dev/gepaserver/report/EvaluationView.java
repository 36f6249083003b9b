package dev.gepaserver.report;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.gepaserver.job.EvaluationJob.Source;
import dev.gepaserver.job.JobStatus;
import dev.gepaserver.job.JobUsage;
import dev.gepaserver.job.JobView.JobError;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An evaluation as clients see it. Fields that a job's view has too mean the same.
 *
 * @param candidate whose candidate it is; null where the texts were given
 * @param components the candidate's texts, in their order; null in lists
 * @param examples how many are to be scored
 * @param rollouts how many are
 * @param failed of these, those that failed and score 0; null in lists
 * @param score plain mean of {@code scores}; null before all examples are scored
 * @param objectives mean by objective over the examples that report it; empty without objectives;
 *     null in lists and before all examples are scored
 * @param scores by the label of the example; null in lists and before all examples are scored
 */
@JsonPropertyOrder({
  "id",
  "name",
  "status",
  "requested",
  "pauseReason",
  "error",
  "createdAt",
  "startedAt",
  "finishedAt",
  "simulated",
  "candidate",
  "components",
  "examples",
  "rollouts",
  "failed",
  "score",
  "objectives",
  "scores",
  "usage",
  "labels"
})
public record EvaluationView(
    UUID id,
    String name,
    JobStatus status,
    @Nullable String requested,
    @Nullable String pauseReason,
    @Nullable JobError error,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    boolean simulated,
    @Nullable Source candidate,
    @Nullable Map<String, String> components,
    long examples,
    long rollouts,
    @Nullable Long failed,
    @Nullable Double score,
    @Nullable Map<String, Double> objectives,
    @Nullable Map<String, Double> scores,
    JobUsage usage,
    Map<String, String> labels) {

  /** Copies the labels. */
  public EvaluationView {
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
  }
}
