package dev.gepaserver.engine.proposal;

import dev.gepaserver.engine.model.ValScores;
import dev.gepaserver.engine.spi.RandomSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Chooses the few validation examples that decide about a merge. */
public final class MergeExamples {

  /** How many examples decide. */
  public static final int COUNT = 5;

  private static final int FROM_EACH_BUCKET = 2;

  private MergeExamples() {}

  /**
   * Positions of {@link #COUNT} examples: some where the first parent is better, some where the
   * second is, some where they are equal, then any. One stands there twice only where there are
   * fewer examples than that.
   */
  static List<Integer> choose(ValScores first, ValScores second, RandomSource random) {
    List<Integer> all = IntStream.range(0, Math.min(first.size(), second.size())).boxed().toList();
    List<List<Integer>> buckets =
        List.of(
            all.stream().filter(e -> first.score(e) > second.score(e)).toList(),
            all.stream().filter(e -> first.score(e) < second.score(e)).toList(),
            all.stream().filter(e -> first.score(e) == second.score(e)).toList());
    List<Integer> chosen = new ArrayList<>();
    for (List<Integer> bucket : buckets) {
      int missing = COUNT - chosen.size();
      int count = Math.min(bucket.size(), Math.min(FROM_EACH_BUCKET, missing));
      if (count > 0) {
        chosen.addAll(random.sample(bucket, count));
      }
    }
    int missing = COUNT - chosen.size();
    if (missing > 0) {
      Set<Integer> used = new HashSet<>(chosen);
      List<Integer> unused = all.stream().filter(example -> !used.contains(example)).toList();
      chosen.addAll(
          unused.size() >= missing ? random.sample(unused, missing) : random.choices(all, missing));
    }
    return chosen;
  }
}
