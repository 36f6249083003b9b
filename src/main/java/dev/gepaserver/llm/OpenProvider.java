package dev.gepaserver.llm;

import dev.gepaserver.common.Mask;
import dev.gepaserver.llm.limit.Limiter;
import org.jspecify.annotations.Nullable;

/**
 * A provider at work.
 *
 * @param name as configured
 * @param type its type
 * @param provider asks it
 * @param limiter keeps its limits for all jobs, which take turns
 * @param maxAttempts as configured
 * @param contextTokens as configured; null where it is not
 * @param prices of its models
 * @param secrets its key, to be taken out of whatever it says
 */
record OpenProvider(
    String name,
    ProviderType type,
    Provider provider,
    Limiter limiter,
    int maxAttempts,
    @Nullable Integer contextTokens,
    ModelPrices prices,
    Mask secrets) {}
