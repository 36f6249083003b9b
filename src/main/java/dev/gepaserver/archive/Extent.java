package dev.gepaserver.archive;

import org.jspecify.annotations.Nullable;

/**
 * How much there was of a job in one moment. Rows are only added, behind those there are: these are
 * the first so many of each list.
 *
 * @param iteration the last finished one, 0 where only the seed is scored; null before
 */
public record Extent(
    @Nullable Integer iteration,
    long candidates,
    long iterations,
    long rollouts,
    long reflections,
    long modelCalls,
    long events) {}
