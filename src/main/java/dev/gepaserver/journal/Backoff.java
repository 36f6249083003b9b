package dev.gepaserver.journal;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait before asking again: each wait twice the one before, a random half of it left
 * out, so that those who failed together do not come back together.
 *
 * @param first the first wait at its longest
 * @param longest the longest wait that is our own choice
 */
public record Backoff(Duration first, Duration longest) {

  private static final int MOST_DOUBLINGS = 20;

  /**
   * The wait after so many failures.
   *
   * @param failures at least 1
   */
  public Duration wait(int failures) {
    long own = first.toMillis() << Math.min(failures - 1, MOST_DOUBLINGS);
    long bounded = Math.min(own, longest.toMillis());
    return Duration.ofMillis(bounded / 2 + ThreadLocalRandom.current().nextLong(bounded / 2 + 1));
  }

  /**
   * The wait after so many failures, at least as long as was asked for.
   *
   * @param asked null where nothing was asked
   */
  Duration wait(int failures, @Nullable Duration asked) {
    if (asked == null || !asked.isPositive()) {
      return wait(failures);
    }
    // Those who were sent away together must not come back together.
    return asked.plusMillis(ThreadLocalRandom.current().nextLong(first.toMillis() + 1));
  }
}
