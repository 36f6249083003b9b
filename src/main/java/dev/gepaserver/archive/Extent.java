package dev.gepaserver.archive;

import org.jspecify.annotations.Nullable;

/**
 * How much there was of a job in one moment: the first so many of each list. Rows are added behind
 * those there are; where work was discarded in between, its rows are gone, and what is done instead
 * lies behind the last ones.
 *
 * @param iteration the last finished one, 0 where only the seed is scored; null before
 * @param lastRollout number of the last rollout, 0 without one; likewise of the others
 */
public record Extent(
    @Nullable Integer iteration,
    long candidates,
    long iterations,
    long rollouts,
    long reflections,
    long modelCalls,
    long events,
    long lastRollout,
    long lastReflection,
    long lastModelCall) {}
