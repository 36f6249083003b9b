package dev.gepaserver.archive;

import dev.gepaserver.common.Cursor;
import dev.gepaserver.common.Money;
import dev.gepaserver.common.Page;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Sums up what a job did, within the database; one query each. */
public interface ArchiveSummaries {

  /** What became of the proposals of all finished iterations. */
  Proposals proposals(UUID jobId);

  /** What the rollouts on held-out examples took, one entry for each candidate tested. */
  List<Tested> tested(UUID jobId);

  /**
   * The held-out examples on which one candidate scores less than another, those that lost most
   * first.
   *
   * @param before index of the other
   * @param after index of the one
   */
  Page<WorseExample> worse(UUID jobId, int before, int after, Cursor cursor);

  /** How many rollouts failed, of all that are written. */
  long failedRollouts(UUID jobId);

  /**
   * What became of proposals.
   *
   * @param mutations by rewriting, whatever became of them
   * @param merges by putting two candidates together, likewise
   * @param accepted added as a candidate
   * @param rejected rolled out and not added
   * @param skipped not rolled out, since there was nothing to improve or nothing new
   * @param failed without a usable text
   */
  record Proposals(
      long mutations, long merges, long accepted, long rejected, long skipped, long failed) {

    /** Of a job without a finished iteration. */
    public static final Proposals NONE = new Proposals(0, 0, 0, 0, 0, 0);
  }

  /**
   * What one candidate's rollouts on held-out examples took.
   *
   * @param candidate its index
   * @param rollouts how many, at least 1
   * @param failed of these, those that failed
   * @param outputCharacters mean length of an output, characters; JSON counts as it is written, and
   *     null where no rollout has any output
   * @param latencyMs mean, milliseconds
   * @param outputTokens of all model calls; null where calls are no longer kept
   * @param costNanos of all calls, nano-dollars; null where any is unknown or no longer kept
   */
  record Tested(
      int candidate,
      long rollouts,
      long failed,
      @Nullable Double outputCharacters,
      double latencyMs,
      @Nullable Long outputTokens,
      @Nullable Long costNanos) {

    /** Mean cost of a rollout; null where the cost is not known. */
    public @Nullable BigDecimal meanCostUsd() {
      return costNanos == null ? null : Money.usd(Math.round((double) costNanos / rollouts));
    }
  }

  /**
   * A held-out example that has become worse.
   *
   * @param example its label
   * @param data the example, as JSON text, no longer than {@link #EXCERPT}
   * @param before what the one candidate made of it
   * @param after what the other did
   */
  record WorseExample(String example, String data, Shown before, Shown after) {

    /** Longer texts are cut to so many characters, the last of them an ellipsis. */
    public static final int EXCERPT = 2000;
  }

  /**
   * A rollout in short.
   *
   * @param rolloutId where all of it is
   * @param output a text, or JSON text, no longer than {@link WorseExample#EXCERPT}; null where
   *     there is none
   * @param feedback likewise
   */
  record Shown(String rolloutId, double score, @Nullable String output, String feedback) {}
}
