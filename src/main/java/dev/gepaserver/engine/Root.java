package dev.gepaserver.engine;

import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.engine.model.ValScores;
import org.jspecify.annotations.Nullable;

/**
 * A candidate that a search begins with.
 *
 * @param texts one text for every component
 * @param known its validation scores, copied from elsewhere and not counted; null: to be rolled out
 */
public record Root(Texts texts, @Nullable ValScores known) {

  /** A root to be rolled out. */
  public static Root of(Texts texts) {
    return new Root(texts, null);
  }
}
