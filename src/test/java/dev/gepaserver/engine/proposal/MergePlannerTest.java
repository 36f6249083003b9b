package dev.gepaserver.engine.proposal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.engine.model.Candidate;
import dev.gepaserver.engine.model.FrontKey;
import dev.gepaserver.engine.model.Origin;
import dev.gepaserver.engine.model.Population;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.engine.model.ValScores;
import dev.gepaserver.engine.spi.RandomSource;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MergePlannerTest {

  @Test
  void takesEachComponentFromTheBranchThatChangedIt() {
    Population population = branches(new double[] {0, 0}, new double[] {1, 0}, new double[] {0, 1});

    MergePlan plan = plan(population, MergeHistory.empty(), 2).orElseThrow();

    assertThat(plan.parents()).containsExactly(1, 2);
    assertThat(plan.texts()).isEqualTo(texts("new z", "new a"));
    assertThat(plan.attempt().owners()).containsExactly(1, 2);
    assertThat(plan.attempt().ancestor()).isZero();
  }

  @Test
  void mergesWhereTheAncestorsWeighNothingOrLess() {
    Population nothing = branches(new double[] {0, 0}, new double[] {1, 0}, new double[] {0, 1});
    Population less = branches(new double[] {-3, -3}, new double[] {-1, -2}, new double[] {-2, -1});
    Population huge =
        branches(
            new double[] {1e308, 1e308},
            new double[] {1.5e308, 1e308},
            new double[] {1e308, 1.5e308});

    assertThat(plan(nothing, MergeHistory.empty(), 2)).isPresent();
    assertThat(plan(less, MergeHistory.empty(), 2)).isPresent();
    assertThat(plan(huge, MergeHistory.empty(), 2)).isPresent();
  }

  @Test
  void triesNoMergeTwice() {
    Population population = branches(new double[] {0, 0}, new double[] {1, 0}, new double[] {0, 1});
    MergePlan first = plan(population, MergeHistory.empty(), 2).orElseThrow();

    assertThat(plan(population, MergeHistory.empty().with(first.attempt()), 2)).isEmpty();
  }

  @Test
  void wantsEnoughSharedExamples() {
    Population population = branches(new double[] {0, 0}, new double[] {1, 0}, new double[] {0, 1});

    assertThat(plan(population, MergeHistory.empty(), 3)).isEmpty();
  }

  @Test
  void repeatsExamplesOnlyWhereThereAreTooFew() {
    ValScores few = ValScores.of(1, 0);
    ValScores many = ValScores.of(1, 1, 1, 1, 0, 0, 0);
    ValScores other = ValScores.of(0, 0, 0, 0, 0, 1, 0);
    RandomSource random = RandomSource.seeded(BigInteger.TEN);

    List<Integer> ofFew = MergeExamples.choose(few, ValScores.of(0, 1), random);
    List<Integer> ofMany = MergeExamples.choose(many, other, random);

    assertThat(ofFew).hasSize(5).contains(0, 1);
    assertThat(ofMany).hasSize(5).contains(5);
    assertThat(new HashSet<>(ofMany)).hasSize(5);
    assertThat(ofMany.subList(0, 2)).allMatch(example -> example < 4);
  }

  private static Optional<MergePlan> plan(Population population, MergeHistory history, int floor) {
    RandomSource random = RandomSource.seeded(BigInteger.ZERO);
    return new MergePlanner(population, history, floor, random).plan();
  }

  private static Population branches(double[] root, double[] first, double[] second) {
    Population population = Population.empty();
    population = with(population, texts("z", "a"), List.of(), root);
    population = with(population, texts("new z", "a"), List.of(0), first);
    return with(population, texts("z", "new a"), List.of(0), second);
  }

  private static Population with(
      Population population, Texts texts, List<Integer> parents, double[] scores) {
    int index = population.size();
    Origin origin = parents.isEmpty() ? Origin.SEED : Origin.MUTATION;
    Map<FrontKey, Double> byKey = new LinkedHashMap<>();
    for (int example = 0; example < scores.length; example++) {
      byKey.put(FrontKey.of(example), scores[example]);
    }
    return population.with(
        new Candidate(index, texts, parents, origin, index, 0, ValScores.of(scores)),
        population.frontier().changesBy(index, byKey));
  }

  private static Texts texts(String z, String a) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("z", z);
    texts.put("a", a);
    return Texts.of(texts);
  }
}
