package dev.gepaserver.run;

import dev.gepaserver.common.Sha256;
import dev.gepaserver.dataset.Example;
import dev.gepaserver.journal.CallKey;
import dev.gepaserver.journal.ReplayDivergedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * A rollout that an earlier run finished, still to be compared with what is asked now.
 *
 * @param hash by which it was kept
 */
record Restored(CallKey key, Example example, String hash) {

  private static final int CHECKED_AT_ONCE = 1_000;

  /** Of a candidate's texts, with which it is begun, and an example. */
  static String hash(Sha256 begun, Example example) {
    return begun.with(example.json());
  }

  /**
   * Compares those of one batch. The first one is compared here, before anything is asked: mostly
   * all differ or none.
   *
   * @return what compares the others; ends with a {@link ReplayDivergedException} where one differs
   * @throws ReplayDivergedException where the first one differs
   */
  static List<Callable<Void>> checks(List<Restored> batch, Sha256 begun) {
    batch.stream().limit(1).forEach(first -> first.check(begun));
    List<Callable<Void>> checks = new ArrayList<>();
    for (int from = 0; from < batch.size(); from += CHECKED_AT_ONCE) {
      List<Restored> part = batch.subList(from, Math.min(batch.size(), from + CHECKED_AT_ONCE));
      checks.add(() -> {
        part.forEach(one -> one.check(begun));
        return null;
      });
    }
    return checks;
  }

  private void check(Sha256 begun) {
    if (!hash.equals(hash(begun, example))) {
      throw new ReplayDivergedException(key);
    }
  }
}
