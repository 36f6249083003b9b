package dev.gepaserver.engine.model;

import static dev.gepaserver.engine.model.Checks.atLeast;
import static dev.gepaserver.engine.model.Checks.check;

import org.jspecify.annotations.Nullable;

/**
 * What one front of the Pareto frontier is kept for.
 *
 * @param example a validation example's position, or null for all of them
 * @param objective an objective's name, or null for the score itself
 */
public record FrontKey(@Nullable Integer example, @Nullable String objective) {

  /** Checks that the key names an example, an objective or both. */
  public FrontKey {
    check(example != null || objective != null, "A front key names an example or an objective");
    if (example != null) {
      atLeast(0, example, "The example of a front key");
    }
  }

  /** The front of one validation example. */
  public static FrontKey of(int example) {
    return new FrontKey(example, null);
  }

  /** The front of one objective. */
  public static FrontKey of(String objective) {
    return new FrontKey(null, objective);
  }
}
