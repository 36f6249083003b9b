package dev.gepaserver.job;

import java.util.UUID;

/**
 * Somebody asked something of a running job. Published within the transaction that keeps the wish,
 * so that a worker on this node can look for it right after.
 */
public record JobWish(UUID jobId) {}
