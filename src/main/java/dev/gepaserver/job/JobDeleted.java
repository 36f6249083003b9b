package dev.gepaserver.job;

import java.time.Instant;
import java.util.UUID;

/**
 * A job was deleted. Published within the transaction that deletes it; who keeps more of it than
 * the job room does notes there that it is to go.
 *
 * @param jobId the job
 * @param at when
 */
public record JobDeleted(UUID jobId, Instant at) {}
