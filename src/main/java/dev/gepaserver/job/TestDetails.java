package dev.gepaserver.job;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the held-out test has found beside the scores, of a size that does not grow with the job.
 *
 * @param seed what the seed takes
 * @param best what the best candidate takes
 * @param worseExamples the examples on which the best scores less, those that lost most first; no
 *     more than {@link #MOST_WORSE}
 */
public record TestDetails(Effort seed, Effort best, List<WorseExample> worseExamples) {

  /** So many examples that got worse are shown. */
  public static final int MOST_WORSE = 20;

  /** Copies the list. */
  public TestDetails {
    worseExamples = List.copyOf(worseExamples);
  }

  /**
   * What a candidate takes.
   *
   * @param costUsd mean cost of a rollout on the held-out examples; null where it is not known
   * @param characters length of all its texts together
   */
  @JsonPropertyOrder({"costUsd", "characters"})
  public record Effort(@Nullable BigDecimal costUsd, int characters) {}

  /**
   * An example that got worse.
   *
   * @param example its label
   */
  @JsonPropertyOrder({"example", "seedScore", "bestScore"})
  public record WorseExample(String example, double seedScore, double bestScore) {}
}
