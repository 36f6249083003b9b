package dev.gepaserver.engine.model;

import static dev.gepaserver.engine.model.Checks.atLeast;
import static dev.gepaserver.engine.model.Checks.finite;

/**
 * How reflection goes.
 *
 * @param minibatchSize examples in a minibatch, at least 1
 * @param skipPerfectScore whether a task is skipped where every score of the parent is perfect
 * @param perfectScore the least score that is perfect, finite
 * @param attempts questions to the reflection model for one text, at least 1
 * @param maxConsecutiveFailures iterations in a row whose reflections all failed that fail the job,
 *     at least 1; iterations without any reflection are passed over
 * @param prompts what the reflection model is shown
 */
public record ReflectionOptions(
    int minibatchSize,
    boolean skipPerfectScore,
    double perfectScore,
    int attempts,
    int maxConsecutiveFailures,
    PromptOptions prompts) {

  /** Every option as {@link Defaults} says. */
  public static final ReflectionOptions DEFAULT =
      new ReflectionOptions(
          Defaults.MINIBATCH_SIZE,
          Defaults.SKIP_PERFECT_SCORE,
          Defaults.PERFECT_SCORE,
          Defaults.ATTEMPTS,
          Defaults.MAX_CONSECUTIVE_FAILURES,
          PromptOptions.DEFAULT);

  /** Checks the ranges. */
  public ReflectionOptions {
    atLeast(1, minibatchSize, "minibatchSize");
    finite(perfectScore, "perfectScore");
    atLeast(1, attempts, "attempts");
    atLeast(1, maxConsecutiveFailures, "maxConsecutiveFailures");
  }

  /** These options with other prompts. */
  public ReflectionOptions withPrompts(PromptOptions prompts) {
    return new ReflectionOptions(
        minibatchSize, skipPerfectScore, perfectScore, attempts, maxConsecutiveFailures, prompts);
  }
}
