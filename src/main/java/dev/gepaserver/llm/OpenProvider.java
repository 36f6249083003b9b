package dev.gepaserver.llm;

import java.util.concurrent.Semaphore;

/**
 * A provider at work.
 *
 * @param name as configured
 * @param type its type
 * @param provider asks it
 * @param permits for calls on the wire, of all jobs, fair
 * @param maxAttempts as configured
 * @param prices of its models
 */
record OpenProvider(
    String name,
    ProviderType type,
    Provider provider,
    Semaphore permits,
    int maxAttempts,
    ModelPrices prices) {}
