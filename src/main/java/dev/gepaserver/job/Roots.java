package dev.gepaserver.job;

import dev.gepaserver.engine.model.Texts;
import java.util.List;

/**
 * What a search begins with.
 *
 * @param unscored candidates that are rolled out first
 * @param texts of the candidates that it begins with, where these are not the seed alone
 * @param spentNanos what the job has cost until now, without what it need not do again
 * @param spentReflectionNanos of that, what reflections cost
 */
record Roots(int unscored, List<Texts> texts, long spentNanos, long spentReflectionNanos) {

  /** The seed, as a new job begins. */
  static final Roots SEED = new Roots(1, List.of(), 0, 0);

  Roots {
    texts = List.copyOf(texts);
  }
}
