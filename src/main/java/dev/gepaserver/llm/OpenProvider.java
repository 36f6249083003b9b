package dev.gepaserver.llm;

import dev.gepaserver.journal.FairPermits;

/**
 * A provider at work.
 *
 * @param name as configured
 * @param type its type
 * @param provider asks it
 * @param permits for calls on the wire, of all jobs, which take turns
 * @param maxAttempts as configured
 * @param prices of its models
 */
record OpenProvider(
    String name,
    ProviderType type,
    Provider provider,
    FairPermits permits,
    int maxAttempts,
    ModelPrices prices) {}
