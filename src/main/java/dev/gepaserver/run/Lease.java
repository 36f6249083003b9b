package dev.gepaserver.run;

import java.util.UUID;

/**
 * The right to write for a job, as long as no later run has claimed it.
 *
 * @param jobId the job
 * @param epoch rises by one with every claim, from 1
 */
record Lease(UUID jobId, long epoch) {}
