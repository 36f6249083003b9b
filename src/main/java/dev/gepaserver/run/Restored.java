package dev.gepaserver.run;

import dev.gepaserver.common.Sha256;
import dev.gepaserver.dataset.Example;
import dev.gepaserver.journal.CallKey;
import dev.gepaserver.journal.ReplayDivergedException;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * A rollout that an earlier run finished, still to be compared with what is asked now.
 *
 * @param hash by which it was kept
 */
record Restored(CallKey key, Example example, String hash) {

  private static final int CHECKED_AT_ONCE = 100;

  /** Of a candidate's texts, with which it is begun, and an example. */
  static String hash(Sha256 begun, Example example) {
    return begun.with(example.json());
  }

  /**
   * Compares those of one batch. The first one is compared here, before anything is asked: mostly
   * all differ or none.
   *
   * @return compares all of them; ends with a {@link ReplayDivergedException} where one differs
   * @throws ReplayDivergedException where the first one differs
   */
  static Callable<Void> check(List<Restored> batch, Sha256 begun) {
    batch.stream().limit(1).forEach(first -> first.check(begun));
    return () -> {
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).check(begun);
        if (i % CHECKED_AT_ONCE == 0) {
          // One thread, and that gives way, so that requests need not wait for the comparison.
          Thread.yield();
        }
      }
      return null;
    };
  }

  private void check(Sha256 begun) {
    if (!hash.equals(hash(begun, example))) {
      throw new ReplayDivergedException(key);
    }
  }
}
