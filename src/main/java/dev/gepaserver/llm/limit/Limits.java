package dev.gepaserver.llm.limit;

import org.jspecify.annotations.Nullable;

/**
 * The limits of one provider, for all jobs of this node.
 *
 * @param maxConcurrency calls on the wire at once, at least 1
 * @param requestsPerMinute at least 1; null for no limit
 * @param tokensPerMinute of prompts and replies, at least 1; null for no limit
 * @param maxAttempts attempts in vain, one after the other, by which the provider counts as away
 */
public record Limits(
    int maxConcurrency,
    @Nullable Integer requestsPerMinute,
    @Nullable Integer tokensPerMinute,
    int maxAttempts) {}
