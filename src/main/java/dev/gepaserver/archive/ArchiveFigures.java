package dev.gepaserver.archive;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is drawn of jobs: figures that the database sums up, so that what is read grows with what is
 * shown and not with what a job did. Scores that are not finite are null.
 */
public interface ArchiveFigures {

  /**
   * How the best score of each job rose: the seed's and each later one that was higher.
   *
   * @return by job; a job without candidates is left out
   */
  Map<UUID, List<BestScore>> bestScores(Collection<UUID> jobIds);

  /** All candidates as points, by index. */
  List<CandidatePoint> candidates(UUID jobId);

  /**
   * Proposals that were rolled out and not added, in their order; evenly thinned out where they are
   * more.
   *
   * @param atMost so many of them, at least 1
   */
  List<RejectedPoint> rejected(UUID jobId, int atMost);

  /** Rollouts by the wire name of the stage they were made for; a stage without any is left out. */
  Map<String, Long> rolloutsByStage(UUID jobId);

  /** A candidate's texts; empty where there is no such candidate. */
  Optional<Texts> texts(UUID jobId, int candidate);

  /** Whether the seed was scored by objectives. */
  boolean hasObjectives(UUID jobId);

  /** The Pareto front as it is now; empty before the seed is scored. */
  Optional<Front> front(UUID jobId);

  /** How fast the last iterations were; empty before the second one is finished. */
  Optional<Pace> pace(UUID jobId);

  /**
   * The mean of each objective over the examples that report it, by candidate and objective; empty
   * where a job has no objectives.
   */
  Map<Integer, Map<String, @Nullable Double>> objectives(UUID jobId);

  /** A part of the table of candidates by validation examples. */
  ScoreTable scores(UUID jobId, ScoreWindow window);

  /**
   * A score that was higher than all before.
   *
   * @param rollouts counted before the candidate was validated
   */
  record BestScore(long rollouts, @Nullable Double score) {}

  /**
   * A candidate in a plot.
   *
   * @param rollouts counted before it was validated
   * @param score its average on the validation examples
   */
  record CandidatePoint(
      int index, long rollouts, @Nullable Double score, String origin, int iteration) {}

  /**
   * A proposal that was not added.
   *
   * @param rollouts counted after its iteration
   * @param score its average on the few examples it was tried on
   */
  record RejectedPoint(int iteration, long rollouts, @Nullable Double score) {}

  /**
   * The latest finished iterations.
   *
   * @param iterations how many, at least 1
   * @param rollouts counted in them
   * @param candidates added in them
   * @param took from the end of the iteration before them to their own, pauses included
   * @param costUsd of all calls made in them; null where any is unknown
   * @param reflectionCostUsd of these, those of reflection; null where any is unknown
   */
  record Pace(
      int iterations,
      long rollouts,
      int candidates,
      Duration took,
      @Nullable BigDecimal costUsd,
      @Nullable BigDecimal reflectionCostUsd) {}

  /**
   * A candidate by its texts.
   *
   * @param score its average on the validation examples
   * @param components component to text, in order
   */
  record Texts(int index, @Nullable Double score, Map<String, String> components) {}

  /**
   * The Pareto front.
   *
   * @param iteration after which it is looked at
   * @param keys how many things a best score is kept for
   * @param nonDominated indices that remain when dominated candidates are removed, ascending
   */
  record Front(int iteration, int keys, List<Integer> nonDominated) {

    /** Copies the list. */
    public Front {
      nonDominated = List.copyOf(nonDominated);
    }
  }

  /**
   * Which part of the table.
   *
   * @param candidates how many rows to leave out at the top, and how many to show
   * @param examples how many columns to leave out at the left, and how many to show
   * @param byScore best candidates first; else by index
   */
  record ScoreWindow(Span candidates, Span examples, boolean byScore) {}

  /**
   * A part of a list.
   *
   * @param from how many to leave out, from 0
   * @param atMost how many to show, at least 1
   */
  record Span(int from, int atMost) {}

  /**
   * Scores of candidates by example.
   *
   * @param totalExamples validation examples in all
   * @param examples labels of the columns
   * @param best the highest score of any candidate, by column
   * @param rows one for each candidate
   */
  record ScoreTable(
      int totalExamples, List<String> examples, List<@Nullable Double> best, List<ScoreRow> rows) {}

  /** A candidate's scores, by column. */
  record ScoreRow(int index, @Nullable Double valScore, List<@Nullable Double> scores) {}
}
