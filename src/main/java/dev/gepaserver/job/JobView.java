package dev.gepaserver.job;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.gepaserver.engine.model.PairedComparison;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job as clients see it.
 *
 * @param id UUID version 7
 * @param name as submitted
 * @param status where it stands
 * @param requested {@code pause} or {@code cancel} where a worker has yet to do it, else null
 * @param stopReason why a completed or cancelled job ended, else null
 * @param pauseReason why it is paused, else null
 * @param error why it failed, else null
 * @param createdAt when it was submitted
 * @param startedAt when it was first taken into work, null before
 * @param finishedAt when it ended, null before
 * @param simulated whether any of its models only simulates
 * @param progress how far it is
 * @param usage what its calls used
 * @param test what the held-out test has found, null before the test and without a test set
 * @param labels as submitted
 * @param forkedFrom where it was forked from, null where it was not
 */
@JsonPropertyOrder({
  "id",
  "name",
  "status",
  "requested",
  "stopReason",
  "pauseReason",
  "error",
  "createdAt",
  "startedAt",
  "finishedAt",
  "simulated",
  "progress",
  "usage",
  "test",
  "labels",
  "forkedFrom"
})
public record JobView(
    UUID id,
    String name,
    JobStatus status,
    @Nullable String requested,
    @Nullable String stopReason,
    @Nullable String pauseReason,
    @Nullable JobError error,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    boolean simulated,
    ProgressView progress,
    JobUsage usage,
    @Nullable TestScores test,
    Map<String, String> labels,
    @Nullable ForkedFrom forkedFrom) {

  /** Copies the labels. */
  public JobView {
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
  }

  /**
   * Where a job was forked from.
   *
   * @param job the source's id; it may have been deleted since
   * @param candidates the source's candidates that the job begins with; none where it begins with
   *     the source's seed
   */
  @JsonPropertyOrder({"job", "candidates"})
  public record ForkedFrom(UUID job, List<Integer> candidates) {

    /** Copies the list. */
    public ForkedFrom {
      candidates = List.copyOf(candidates);
    }
  }

  /**
   * Why a job failed.
   *
   * @param code one of the contract's job error codes
   * @param detail what was wrong, in the provider's words where it was the provider
   */
  @JsonPropertyOrder({"code", "detail"})
  public record JobError(String code, String detail) {}

  /**
   * How far a job is.
   *
   * @param iteration finished iterations, from 0
   * @param rollouts rollouts counted
   * @param maxRollouts the budget's limit, null for none
   * @param candidates candidates, the seed included
   * @param bestCandidate index of the best, null before the seed is scored
   * @param bestScore its average, null before the seed is scored
   * @param seedScore the seed's average, null before it is scored
   */
  @JsonPropertyOrder({
    "iteration",
    "rollouts",
    "maxRollouts",
    "candidates",
    "bestCandidate",
    "bestScore",
    "seedScore"
  })
  public record ProgressView(
      int iteration,
      long rollouts,
      @Nullable Long maxRollouts,
      int candidates,
      @Nullable Integer bestCandidate,
      @Nullable Double bestScore,
      @Nullable Double seedScore) {}

  /**
   * What the held-out test has found.
   *
   * @param seedScore the seed's average
   * @param bestScore the best candidate's average
   * @param difference best minus seed; null where it is too large for a double
   * @param interval how far the difference may be chance; null where the test was made by an
   *     earlier version, or the scores are too large
   * @param better examples on which the best scores more than the seed; null where the test was
   *     made by an earlier version, as are the two that follow
   * @param worse examples on which it scores less
   * @param equal examples on which both score the same
   * @param seed what the seed takes; null where the test was made by an earlier version, as are the
   *     two that follow
   * @param best what the best candidate takes
   * @param worseExamples the first of the examples that got worse, those that lost most first; the
   *     report has more of them
   */
  @JsonPropertyOrder({
    "seedScore",
    "bestScore",
    "difference",
    "interval",
    "better",
    "worse",
    "equal",
    "seed",
    "best",
    "worseExamples"
  })
  public record TestScores(
      double seedScore,
      double bestScore,
      @Nullable Double difference,
      @Nullable Interval interval,
      @Nullable Integer better,
      @Nullable Integer worse,
      @Nullable Integer equal,
      TestDetails.@Nullable Effort seed,
      TestDetails.@Nullable Effort best,
      @Nullable List<TestDetails.WorseExample> worseExamples) {

    /** Makes them of two averages and what is known of the scores behind them. */
    public static TestScores of(
        double seedScore,
        double bestScore,
        @Nullable PairedComparison comparison,
        @Nullable TestDetails details) {
      double difference = bestScore - seedScore;
      return new TestScores(
          seedScore,
          bestScore,
          Double.isFinite(difference) ? difference : null,
          comparison == null ? null : Interval.of(comparison),
          comparison == null ? null : comparison.better(),
          comparison == null ? null : comparison.worse(),
          comparison == null ? null : comparison.equal(),
          details == null ? null : details.seed(),
          details == null ? null : details.best(),
          details == null ? null : details.worseExamples());
    }
  }

  /**
   * A percentile bootstrap interval of the mean difference on the same examples.
   *
   * @param confidence the part of resamples within it
   * @param resamples how often the examples were drawn anew
   */
  @JsonPropertyOrder({"low", "high", "confidence", "resamples"})
  public record Interval(double low, double high, double confidence, int resamples) {

    /** Fewer say nothing of chance: drawn anew they are too often the same. */
    private static final int FEWEST_EXAMPLES = 5;

    private static @Nullable Interval of(PairedComparison found) {
      return found.examples() >= FEWEST_EXAMPLES
              && Double.isFinite(found.low())
              && Double.isFinite(found.high())
          ? new Interval(found.low(), found.high(), PairedComparison.CONFIDENCE, found.resamples())
          : null;
    }
  }
}
