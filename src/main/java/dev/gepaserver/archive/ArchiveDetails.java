package dev.gepaserver.archive;

import dev.gepaserver.archive.Views.ErrorView;
import dev.gepaserver.archive.Views.ModelCallView;
import dev.gepaserver.archive.Views.ProposalView;
import dev.gepaserver.archive.Views.ReflectionView;
import dev.gepaserver.archive.Views.RolloutView;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** All that belongs to one candidate or one rollout, for who looks closely. */
public interface ArchiveDetails {

  /**
   * How a candidate came about.
   *
   * @param siblings so many rejected siblings at most, at least 1
   * @return empty for the seed, for a fork's other roots, and where there is no such candidate
   */
  Optional<Making> making(UUID jobId, int candidate, int siblings);

  /** The calls that a rollout was made of, in the order written. */
  RolloutCalls calls(UUID jobId, RolloutView rollout);

  /** The rollouts written before and after one. */
  Neighbours neighbours(UUID jobId, RolloutView rollout);

  /** The data of an example of a split, by its label; empty where there is none. */
  Optional<JsonNode> example(UUID jobId, String split, String label);

  /**
   * How a candidate came about.
   *
   * @param iteration in which it was proposed
   * @param proposal what was proposed
   * @param reflections the attempts that led to it, in the order written; none for a merge
   * @param siblings rejected proposals from the same parents, the latest first
   */
  record Making(
      int iteration,
      ProposalView proposal,
      List<ReflectionView> reflections,
      List<Sibling> siblings) {}

  /** A proposal from the same parents, and its iteration. */
  record Sibling(int iteration, ProposalView proposal) {}

  /**
   * Ids of rollouts.
   *
   * @param before written before it; null for the first one
   * @param after written after it; null for the last one
   */
  record Neighbours(@Nullable String before, @Nullable String after) {}

  /** Calls of models, and of webhooks and tools. */
  record RolloutCalls(List<ModelCallView> models, List<ToolCallView> tools) {}

  /**
   * A call of a webhook or a tool.
   *
   * @param kind what it was called as
   * @param target whom it was made to
   * @param answer null where none came, or it is no longer kept
   * @param attempts requests on the wire
   */
  record ToolCallView(
      String kind,
      String target,
      String call,
      @Nullable JsonNode answer,
      @Nullable BigDecimal costUsd,
      long latencyMs,
      int attempts,
      @Nullable ErrorView error,
      Instant at) {}
}
