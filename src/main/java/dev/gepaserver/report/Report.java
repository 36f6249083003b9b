package dev.gepaserver.report;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.gepaserver.archive.ArchiveSummaries.Proposals;
import dev.gepaserver.common.Page;
import dev.gepaserver.job.JobStatus;
import dev.gepaserver.job.JobUsage;
import dev.gepaserver.job.JobView.Interval;
import dev.gepaserver.job.JobView.JobError;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What came of a job; while it runs, what has come of it so far. Fields that the job's view has too
 * mean the same.
 *
 * @param notice what must be known before any number is believed; null where there is nothing
 * @param budget the limits that the job was given, with how far each is used up
 * @param validation scores on the validation examples; null before the seed is scored
 * @param test what the held-out test has found; null before it and without a test set
 * @param search what became of the proposals
 * @param best the best candidate so far; null before the seed is scored
 */
@JsonPropertyOrder({
  "id",
  "name",
  "status",
  "stopReason",
  "pauseReason",
  "error",
  "simulated",
  "notice",
  "createdAt",
  "startedAt",
  "finishedAt",
  "budget",
  "validation",
  "test",
  "usage",
  "search",
  "best"
})
public record Report(
    UUID id,
    String name,
    JobStatus status,
    @Nullable String stopReason,
    @Nullable String pauseReason,
    @Nullable JobError error,
    boolean simulated,
    @Nullable String notice,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    List<BudgetLine> budget,
    @Nullable Validation validation,
    @Nullable Test test,
    JobUsage usage,
    Search search,
    @Nullable Best best) {

  /** Copies the list. */
  public Report {
    budget = List.copyOf(budget);
  }

  /**
   * A limit.
   *
   * @param limit its name in the job's {@code budget}
   * @param given what it was set to
   * @param used how far the job has come, in the same unit; null where it is not known
   */
  @JsonPropertyOrder({"limit", "given", "used"})
  public record BudgetLine(String limit, JsonNode given, @Nullable JsonNode used) {}

  /**
   * Averages on the validation examples.
   *
   * @param difference best minus seed; null where it is too large for a double
   * @param examples how many there are
   */
  @JsonPropertyOrder({"seedScore", "bestScore", "difference", "examples"})
  public record Validation(
      @Nullable Double seedScore,
      @Nullable Double bestScore,
      @Nullable Double difference,
      int examples) {}

  /**
   * The held-out test.
   *
   * @param difference as in the job's view, and so the four that follow
   * @param seed what the seed's rollouts took; null where they are not found
   * @param best what those of the best candidate took; the same where that is the seed
   * @param worseExamples examples on which the best scores less than the seed, those that lost most
   *     first; the first of them
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
  public record Test(
      double seedScore,
      double bestScore,
      @Nullable Double difference,
      @Nullable Interval interval,
      @Nullable Integer better,
      @Nullable Integer worse,
      @Nullable Integer equal,
      @Nullable PerRollout seed,
      @Nullable PerRollout best,
      Page<WorseView> worseExamples) {}

  /**
   * What a candidate's rollouts on the held-out examples took; means over them.
   *
   * @param rollouts how many
   * @param failed how many of them failed
   * @param costUsd null where a cost is not known, or calls are no longer kept
   * @param outputTokens null where calls are no longer kept
   * @param outputCharacters null where there is no output
   * @param latencyMs milliseconds
   */
  @JsonPropertyOrder({
    "rollouts",
    "failed",
    "costUsd",
    "outputTokens",
    "outputCharacters",
    "latencyMs"
  })
  public record PerRollout(
      long rollouts,
      long failed,
      @Nullable BigDecimal costUsd,
      @Nullable Double outputTokens,
      @Nullable Double outputCharacters,
      double latencyMs) {}

  /**
   * An example that has become worse.
   *
   * @param example its label
   * @param data the example as JSON text; this text and the others are cut at 2,000 characters
   * @param seed the seed's rollout
   * @param best that of the best candidate
   */
  @JsonPropertyOrder({"example", "data", "seed", "best"})
  public record WorseView(String example, String data, RolloutExcerpt seed, RolloutExcerpt best) {}

  /**
   * A rollout in short.
   *
   * @param rolloutId where the whole of it is: {@code /jobs/{id}/rollouts/{rolloutId}}
   * @param output the text, or JSON as text; null where there is none
   * @param feedback likewise
   */
  @JsonPropertyOrder({"rolloutId", "score", "output", "feedback"})
  public record RolloutExcerpt(
      String rolloutId, double score, @Nullable String output, String feedback) {}

  /**
   * What the search did.
   *
   * @param iterations finished ones, from 0
   * @param candidates found, the seed included
   * @param proposals what became of them
   */
  @JsonPropertyOrder({"iterations", "candidates", "proposals"})
  public record Search(int iterations, int candidates, Proposals proposals) {}

  /**
   * The best candidate.
   *
   * @param candidate its index; 0 is the seed
   * @param components by name, in the seed's order
   */
  @JsonPropertyOrder({"candidate", "components"})
  public record Best(int candidate, Map<String, ComponentText> components) {

    /** Copies the map, order kept. */
    public Best {
      components = Collections.unmodifiableMap(new LinkedHashMap<>(components));
    }
  }

  /**
   * A component of the best candidate.
   *
   * @param text as it is now
   * @param diff unified, against the seed's text; empty where they are equal
   * @param seedCharacters length of the seed's text
   * @param characters length of this one
   */
  @JsonPropertyOrder({"text", "diff", "seedCharacters", "characters"})
  public record ComponentText(String text, String diff, int seedCharacters, int characters) {}
}
