package dev.gepaserver.console.web;

import dev.gepaserver.engine.model.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A stage's part of a job's rollouts.
 *
 * @param stage wire name
 * @param from where its part of a bar begins, from 0 to 1
 * @param share from 0 to 1
 */
record StageShare(String stage, long rollouts, double from, double share) {

  /** In the order in which an iteration runs; stages without rollouts are left out. */
  static List<StageShare> of(Map<String, Long> rollouts) {
    long total = rollouts.values().stream().mapToLong(Long::longValue).sum();
    List<StageShare> shares = new ArrayList<>();
    long before = 0;
    for (Stage stage : Stage.values()) {
      long count = rollouts.getOrDefault(stage.wireName(), 0L);
      if (count > 0) {
        shares.add(
            new StageShare(
                stage.wireName(), count, (double) before / total, (double) count / total));
        before += count;
      }
    }
    return shares;
  }
}
