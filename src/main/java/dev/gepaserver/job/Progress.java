package dev.gepaserver.job;

import dev.gepaserver.engine.model.PairedComparison;
import org.jspecify.annotations.Nullable;

/**
 * How far a job is.
 *
 * @param iteration finished iterations, from 0
 * @param rollouts rollouts counted against the budget
 * @param candidates candidates, the seed included
 * @param bestCandidate index of the best; null before the seed is scored
 * @param bestScore its average on the validation examples; null before the seed is scored
 * @param seedScore the seed's average; null before it is scored
 * @param runningMs time in work, milliseconds; waits in the queue, pauses and held-out tests do not
 *     count
 * @param usage what its calls used
 * @param unpriced calls of models whose cost is not known
 * @param unpricedReflections of these, those of the reflection model
 * @param testSeedScore the seed's average on the test set; null before the test
 * @param testBestScore the best candidate's average on the test set; null before the test
 * @param testComparison how the two differ; null before the test, and where an earlier version made
 *     it
 * @param testDetails what else the test has found; likewise
 */
public record Progress(
    int iteration,
    long rollouts,
    int candidates,
    @Nullable Integer bestCandidate,
    @Nullable Double bestScore,
    @Nullable Double seedScore,
    long runningMs,
    JobUsage usage,
    long unpriced,
    long unpricedReflections,
    @Nullable Double testSeedScore,
    @Nullable Double testBestScore,
    @Nullable PairedComparison testComparison,
    @Nullable TestDetails testDetails) {}
