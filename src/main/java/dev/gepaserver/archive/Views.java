package dev.gepaserver.archive;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the archive shows, in the names of the HTTP contract. */
public final class Views {

  private Views() {}

  /**
   * A candidate.
   *
   * @param index 0 is the seed
   * @param components text by component, in the seed's order
   * @param parents indices; none for the seed, two for a merge
   * @param origin {@code seed}, {@code mutation} or {@code merge}
   * @param iteration in which it was accepted, 0 for the seed
   * @param discoveredAt rollouts counted before its own validation
   * @param valScore plain mean of {@code valScores}
   * @param valScores by the label of the validation example
   * @param objectiveScores mean by objective over the examples that report it; empty without
   *     objectives
   * @param onFrontier whether it stands on any front now
   */
  public record CandidateView(
      int index,
      Map<String, String> components,
      List<Integer> parents,
      String origin,
      int iteration,
      long discoveredAt,
      double valScore,
      Map<String, Double> valScores,
      Map<String, Double> objectiveScores,
      boolean onFrontier) {

    /** The same, but for where it stands. */
    CandidateView withOnFrontier(boolean stands) {
      return new CandidateView(
          index,
          components,
          parents,
          origin,
          iteration,
          discoveredAt,
          valScore,
          valScores,
          objectiveScores,
          stands);
    }
  }

  /**
   * A finished iteration.
   *
   * @param iteration from 1
   * @param kind {@code mutation} or {@code merge}
   * @param proposals in task order
   */
  public record IterationView(
      int iteration,
      String kind,
      long rolloutsBefore,
      long rolloutsAfter,
      Instant at,
      List<ProposalView> proposals) {}

  /**
   * What became of one task of an iteration.
   *
   * @param minibatch labels of the examples; of a merge those of the validation examples
   * @param candidate index of the candidate that was added, null where none was
   */
  public record ProposalView(
      int task,
      List<Integer> parents,
      List<String> minibatch,
      List<String> components,
      String status,
      @Nullable String reason,
      Map<String, String> newTexts,
      List<Double> scoresBefore,
      List<Double> scoresAfter,
      @Nullable Integer candidate) {}

  /**
   * What calls used.
   *
   * @param calls answered calls of models, webhooks and tools
   * @param costUsd null where a price is unknown
   */
  public record UsageView(
      long calls,
      long inputTokens,
      long cachedTokens,
      long reasoningTokens,
      long outputTokens,
      @Nullable BigDecimal costUsd) {}

  /** Why something failed. */
  public record ErrorView(String code, String detail) {}

  /**
   * One rollout.
   *
   * @param id stable within its job
   * @param candidate index, null for a child or a merge that had none yet
   * @param example label of the example
   * @param error null where the system was rolled out
   */
  public record RolloutView(
      String id,
      int iteration,
      String stage,
      int task,
      int position,
      @Nullable Integer candidate,
      String example,
      String split,
      double score,
      JsonNode objectives,
      @Nullable JsonNode output,
      JsonNode feedback,
      @Nullable JsonNode trace,
      @Nullable ErrorView error,
      UsageView usage,
      long latencyMs,
      int attempts,
      Instant at) {}

  /**
   * One attempt of a reflection.
   *
   * @param status {@code used} or {@code unusable}
   * @param prompt the last message sent
   * @param reply null where none came
   * @param newText the text taken from the reply, null where none was
   */
  public record ReflectionView(
      int iteration,
      int task,
      String component,
      int attempt,
      String status,
      @Nullable String reason,
      @Nullable String prompt,
      @Nullable String reply,
      @Nullable String newText,
      @Nullable String model,
      UsageView usage) {}

  /**
   * One call of a model.
   *
   * @param toolCalls what the reply asks of tools, each with {@code id}, {@code name} and {@code
   *     arguments}; null where it asks nothing
   * @param costUsd null where the price is unknown
   * @param attempts requests on the wire
   * @param attemptErrors why each but the last failed, in order; the code of those kept by an early
   *     version is {@code unknown}
   * @param rolloutId null where it served no rollout
   */
  public record ModelCallView(
      String role,
      String provider,
      String model,
      JsonNode messages,
      @Nullable String reply,
      @Nullable JsonNode toolCalls,
      @Nullable String finishReason,
      long inputTokens,
      long cachedTokens,
      long reasoningTokens,
      long outputTokens,
      @Nullable BigDecimal costUsd,
      long latencyMs,
      int attempts,
      List<ErrorView> attemptErrors,
      @Nullable ErrorView error,
      @Nullable String rolloutId,
      int iteration,
      String call,
      Instant at) {}

  /** Something that happened to a job; {@code seq} rises by one from 1. */
  public record EventView(long seq, String type, Instant at, int iteration, JsonNode data) {}

  /**
   * The Pareto front.
   *
   * @param frontier what it is kept per
   * @param iteration as it was after this iteration
   * @param keys in the order first scored
   * @param nonDominated indices that remain when dominated candidates are removed, ascending
   */
  public record ParetoView(
      String frontier, int iteration, List<FrontKeyView> keys, List<Integer> nonDominated) {}

  /**
   * One key of the front with its best score and who holds it.
   *
   * @param rollouts of a key with an example: the first candidate that holds it, and the id of the
   *     rollout that made its score; empty where the score was taken from another job, or for a
   *     candidate of the same texts
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record FrontKeyView(
      @Nullable String example,
      @Nullable String objective,
      double score,
      List<Integer> candidates,
      @Nullable Map<Integer, String> rollouts) {}

  /** Who descends from whom. */
  public record LineageView(List<NodeView> nodes, List<EdgeView> edges) {}

  /** A candidate in the lineage. */
  public record NodeView(
      int index, double valScore, String origin, boolean onFrontier, boolean best) {}

  /** From a parent to its child. */
  public record EdgeView(int from, int to) {}

  /** Unified diffs by component; equal texts have an empty one. */
  public record DiffView(Map<String, String> components) {}
}
