package dev.gepaserver.console.web;

import dev.gepaserver.engine.model.Stage;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a search's rollouts were made for; those of the held-out test stand beside it.
 *
 * @param parts in the order in which an iteration runs; stages without rollouts are left out
 * @param total rollouts of the search
 * @param validation of these, those on all validation examples, the seed's included
 * @param tested rollouts of the held-out test
 */
record StageShares(List<Part> parts, long total, long validation, long tested) {

  private static final Set<Stage> VALIDATING = EnumSet.of(Stage.SEED, Stage.VALIDATION);

  /**
   * A stage's part.
   *
   * @param stage wire name
   * @param from where its part of a bar begins, from 0 to 1
   * @param share from 0 to 1
   */
  record Part(String stage, long rollouts, double from, double share) {

    /** What the stage's rollouts are for. */
    public String words() {
      return switch (Stage.valueOf(stage.toUpperCase(Locale.ROOT))) {
        case SEED -> "validating the seed";
        case PARENT -> "trying parents";
        case CHILD -> "trying rewritten texts";
        case MERGE -> "trying merged texts";
        case VALIDATION -> "validating new candidates";
        case TEST -> "held-out test";
      };
    }
  }

  /** Adds it up from counts by wire name. */
  static StageShares of(Map<String, Long> rollouts) {
    List<Stage> searching = new ArrayList<>(EnumSet.complementOf(EnumSet.of(Stage.TEST)));
    long total = searching.stream().mapToLong(stage -> count(rollouts, stage)).sum();
    List<Part> parts = new ArrayList<>();
    long before = 0;
    for (Stage stage : searching) {
      long count = count(rollouts, stage);
      if (count > 0) {
        parts.add(
            new Part(stage.wireName(), count, (double) before / total, (double) count / total));
        before += count;
      }
    }
    return new StageShares(
        List.copyOf(parts),
        total,
        VALIDATING.stream().mapToLong(stage -> count(rollouts, stage)).sum(),
        count(rollouts, Stage.TEST));
  }

  /** How much of the search went to validation, from 0 to 1. */
  public double validationShare() {
    return total == 0 ? 0 : (double) validation / total;
  }

  private static long count(Map<String, Long> rollouts, Stage stage) {
    return rollouts.getOrDefault(stage.wireName(), 0L);
  }
}
