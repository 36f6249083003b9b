package dev.gepaserver.job;

import java.time.Instant;
import java.util.UUID;

/**
 * That a job has ended, for whom it names. Kept as JSON until it is delivered.
 *
 * @param id of this notice, the same on every attempt
 * @param jobId the job
 * @param to who is told
 * @param body the job's view at that end, JSON
 * @param since when the job ended
 */
public record EndNotice(UUID id, UUID jobId, OnEnd to, String body, Instant since) {}
