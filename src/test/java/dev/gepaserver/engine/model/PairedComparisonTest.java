package dev.gepaserver.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PairedComparisonTest {

  private static final int CASES = 40;
  private static final BigInteger SEED = BigInteger.valueOf(7);

  private final Random random = new Random(2026);

  private double[] scores(int size) {
    return random.doubles(size).map(score -> Math.rint(score * 4) / 4).toArray();
  }

  private int size() {
    return 1 + random.nextInt(60);
  }

  @Test
  void countsEveryExampleOnce() {
    PairedComparison found =
        PairedComparison.of(
            new double[] {0, 0.5, 1, 1, 0.25}, new double[] {1, 0.5, 0, 1, 0.5}, SEED);

    assertThat(found.better()).isEqualTo(2);
    assertThat(found.worse()).isEqualTo(1);
    assertThat(found.equal()).isEqualTo(2);
    assertThat(found.examples()).isEqualTo(5);
  }

  @Test
  void saysTheSameForTheSameSeed() {
    for (int i = 0; i < CASES; i++) {
      int size = size();
      double[] first = scores(size);
      double[] second = scores(size);
      BigInteger seed = new BigInteger(80, random);

      assertThat(PairedComparison.of(first, second, seed))
          .isEqualTo(PairedComparison.of(first, second, seed))
          .isEqualTo(PairedComparison.of(first, second, seed.negate()));
    }
  }

  @Test
  void dependsOnTheSeed() {
    double[] first = random.doubles(30).toArray();
    double[] second = random.doubles(30).toArray();

    assertThat(PairedComparison.of(first, second, SEED))
        .isNotEqualTo(PairedComparison.of(first, second, BigInteger.TWO));
  }

  @Test
  void holdsTheMeanDifferenceAndStaysWithinTheDifferences() {
    for (int i = 0; i < CASES; i++) {
      int size = size();
      double[] first = scores(size);
      double[] second = scores(size);
      double[] differences = differences(first, second);
      double mean = Arrays.stream(differences).average().orElseThrow();

      PairedComparison found = PairedComparison.of(first, second, SEED);

      assertThat(found.low()).isLessThanOrEqualTo(mean + 1e-12);
      assertThat(found.high()).isGreaterThanOrEqualTo(mean - 1e-12);
      assertThat(found.low())
          .isGreaterThanOrEqualTo(Arrays.stream(differences).min().orElseThrow() - 1e-12);
      assertThat(found.high())
          .isLessThanOrEqualTo(Arrays.stream(differences).max().orElseThrow() + 1e-12);
    }
  }

  private static double[] differences(double[] first, double[] second) {
    double[] differences = new double[first.length];
    Arrays.setAll(differences, i -> second[i] - first[i]);
    return differences;
  }

  @Test
  void isMirroredWhereTheTwoChangePlaces() {
    for (int i = 0; i < CASES; i++) {
      int size = size();
      double[] first = scores(size);
      double[] second = scores(size);

      PairedComparison there = PairedComparison.of(first, second, SEED);
      PairedComparison back = PairedComparison.of(second, first, SEED);

      assertThat(back.low()).isEqualTo(-there.high());
      assertThat(back.high()).isEqualTo(-there.low());
      assertThat(back.better()).isEqualTo(there.worse());
    }
  }

  @Test
  void isOnePointWhereAllDifferencesAreTheSame() {
    PairedComparison found =
        PairedComparison.of(new double[] {0, 0.25, 0.5}, new double[] {0.5, 0.75, 1}, SEED);

    assertThat(found.low()).isEqualTo(0.5);
    assertThat(found.high()).isEqualTo(0.5);
  }

  @Test
  void holdsTheTrueDifferenceAboutAsOftenAsItSays() {
    int held = 0;
    int trials = 200;
    for (int trial = 0; trial < trials; trial++) {
      double[] first = new double[50];
      double[] second = random.doubles(50).map(d -> d + 0.1 - 0.5).toArray();

      PairedComparison found = PairedComparison.of(first, second, BigInteger.valueOf(trial));

      held += found.low() <= 0.1 && found.high() >= 0.1 ? 1 : 0;
    }

    // 190 are to be expected; less than 175 or all of them would be a matter of one in thousands.
    assertThat(held).isBetween(175, 199);
  }

  @Test
  void drawsLessOftenWhereThereAreManyExamples() {
    assertThat(PairedComparison.of(new double[10], new double[10], SEED).resamples())
        .isEqualTo(PairedComparison.MOST_RESAMPLES);
    assertThat(PairedComparison.of(new double[30_000], new double[30_000], SEED).resamples())
        .isEqualTo(PairedComparison.FEWEST_RESAMPLES);
  }

  @Test
  void refusesScoresThatDoNotPair() {
    assertThatThrownBy(() -> PairedComparison.of(new double[2], new double[3], SEED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 scores cannot be paired with 3");
    assertThatThrownBy(() -> PairedComparison.of(new double[0], new double[0], SEED))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
