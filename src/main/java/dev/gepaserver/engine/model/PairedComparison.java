package dev.gepaserver.engine.model;

import static dev.gepaserver.engine.model.Checks.atLeast;

import dev.gepaserver.engine.spi.RandomSource;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * How the scores of two candidates on the same examples differ, and how far chance goes in that: a
 * percentile bootstrap of the mean difference, drawing whole pairs.
 *
 * @param better examples on which the second candidate scores more, at least 0
 * @param worse examples on which it scores less, at least 0
 * @param equal examples on which both score the same, at least 0
 * @param low lower end of the interval that holds the mean difference, second minus first, with a
 *     confidence of {@link #CONFIDENCE}; not finite where the scores are too large for a double
 * @param high upper end of it
 * @param resamples how often the examples were drawn anew, at least 1
 */
public record PairedComparison(
    int better, int worse, int equal, double low, double high, int resamples) {

  /** The part of resamples that lies within the interval. */
  public static final double CONFIDENCE = 0.95;

  /** Resamples where there are few examples. */
  public static final int MOST_RESAMPLES = 10_000;

  /** Resamples where there are many, of which each resample draws as many as there are. */
  public static final int FEWEST_RESAMPLES = 1_000;

  /** More examples than this and {@link #MOST_RESAMPLES} together are not drawn. */
  private static final int MOST_DRAWS = 20_000_000;

  /** Checks the counts. */
  public PairedComparison {
    atLeast(0, better, "The number of better examples");
    atLeast(0, worse, "The number of worse examples");
    atLeast(0, equal, "The number of equal examples");
    atLeast(1, resamples, "The number of resamples");
  }

  /**
   * Compares two candidates. The same scores and seed give the same interval.
   *
   * @param first scores of one, by example; at least one
   * @param second scores of the other on the same examples, in the same order
   * @param seed of any size; its sign is ignored
   */
  public static PairedComparison of(double[] first, double[] second, BigInteger seed) {
    atLeast(1, first.length, "The number of examples compared");
    if (first.length != second.length) {
      throw new IllegalArgumentException(
          "%s scores cannot be paired with %s".formatted(first.length, second.length));
    }
    double[] differences = new double[first.length];
    int better = 0;
    int worse = 0;
    for (int i = 0; i < first.length; i++) {
      differences[i] = second[i] - first[i];
      better += second[i] > first[i] ? 1 : 0;
      worse += second[i] < first[i] ? 1 : 0;
    }
    double[] means = resampledMeans(differences, RandomSource.seeded(seed));
    int outside = (int) (means.length * (1 - CONFIDENCE) / 2);
    return new PairedComparison(
        better,
        worse,
        first.length - better - worse,
        means[outside],
        means[means.length - 1 - outside],
        means.length);
  }

  /** How many examples were compared. */
  public int examples() {
    return better + worse + equal;
  }

  /** Mean differences of resamples, ascending. */
  private static double[] resampledMeans(double[] differences, RandomSource random) {
    int size = differences.length;
    double[] means = new double[Math.clamp(MOST_DRAWS / size, FEWEST_RESAMPLES, MOST_RESAMPLES)];
    for (int resample = 0; resample < means.length; resample++) {
      double sum = 0;
      for (int draw = 0; draw < size; draw++) {
        sum += differences[random.below(size)];
      }
      means[resample] = sum / size;
    }
    Arrays.sort(means);
    return means;
  }
}
