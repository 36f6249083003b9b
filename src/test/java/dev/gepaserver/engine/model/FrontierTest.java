package dev.gepaserver.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.engine.model.Frontier.Front;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class FrontierTest {

  @Test
  void removesDominatedCandidatesAsTheRuleSaysWordForWord() {
    for (int number = 0; number < 1000; number++) {
      Random random = new Random(number);
      Frontier frontier = randomFrontier(random);
      double[] averages = random.doubles(12).map(d -> Math.floor(d * 5) / 5 - 0.4).toArray();

      assertThat(frontier.nonDominated(candidate -> averages[candidate]))
          .as("frontier %s: %s", number, frontier)
          .isEqualTo(naive(frontier, averages));
    }
  }

  private static Frontier randomFrontier(Random random) {
    Frontier frontier = Frontier.empty();
    int keys = 1 + random.nextInt(6);
    for (int candidate = 0; candidate < 1 + random.nextInt(12); candidate++) {
      Map<FrontKey, Double> scores = new LinkedHashMap<>();
      for (int key = 0; key < keys; key++) {
        scores.put(FrontKey.of(key), (double) random.nextInt(3));
      }
      frontier = frontier.with(frontier.changesBy(candidate, scores));
    }
    return frontier;
  }

  /** The rule restated: begin again from the head of the list after every removal. */
  private static List<Integer> naive(Frontier frontier, double[] averages) {
    List<Integer> listed = new ArrayList<>(frontier.candidates());
    listed.sort((a, b) -> Sums.compare(averages[a], averages[b]));
    Set<Integer> removed = new LinkedHashSet<>();
    boolean found = true;
    while (found) {
      found = false;
      for (int candidate : listed) {
        if (!removed.contains(candidate) && isCovered(candidate, removed, frontier.fronts())) {
          removed.add(candidate);
          found = true;
          break;
        }
      }
    }
    TreeSet<Integer> left = new TreeSet<>(listed);
    left.removeAll(removed);
    return List.copyOf(left);
  }

  private static boolean isCovered(int candidate, Set<Integer> removed, List<Front> fronts) {
    return fronts.stream()
        .filter(front -> front.candidates().contains(candidate))
        .allMatch(front ->
            front.candidates().stream()
                .anyMatch(other -> other != candidate && !removed.contains(other)));
  }

  @Test
  void isReplayedFromItsChanges() {
    for (int number = 0; number < 200; number++) {
      Random random = new Random(number);
      Frontier frontier = Frontier.empty();
      List<FrontChange> all = new ArrayList<>();
      for (int candidate = 0; candidate < 10; candidate++) {
        Map<FrontKey, Double> scores = new LinkedHashMap<>();
        for (int key = 0; key <= random.nextInt(5); key++) {
          scores.put(FrontKey.of("o" + key), (double) random.nextInt(3));
        }
        List<FrontChange> changes = frontier.changesBy(candidate, scores);
        all.addAll(changes);
        frontier = frontier.with(changes);
      }

      assertThat(Frontier.replay(all)).isEqualTo(frontier);
    }
  }

  @Test
  void keepsKeysInTheOrderFirstScoredAndMembersAscending() {
    Frontier frontier =
        Frontier.replay(
            List.of(
                new FrontChange(FrontKey.of("z"), 1, 0, true),
                new FrontChange(FrontKey.of("a"), 1, 0, true),
                new FrontChange(FrontKey.of("a"), 1, 2, false),
                new FrontChange(FrontKey.of("z"), 3, 2, true)));

    assertThat(frontier.fronts())
        .containsExactly(
            new Front(FrontKey.of("z"), 3, List.of(2)),
            new Front(FrontKey.of("a"), 1, List.of(0, 2)));
  }

  @Test
  void letsEqualScoresJoinWhateverTheSignOfZero() {
    Frontier frontier = Frontier.replay(List.of(new FrontChange(FrontKey.of(0), 0.0, 0, true)));

    assertThat(frontier.changesBy(1, Map.of(FrontKey.of(0), -0.0)))
        .containsExactly(new FrontChange(FrontKey.of(0), -0.0, 1, false));
  }
}
