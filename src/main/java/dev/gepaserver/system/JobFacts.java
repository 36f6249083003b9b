package dev.gepaserver.system;

import dev.gepaserver.engine.model.Texts;
import java.time.Duration;
import java.util.UUID;

/**
 * What a system knows of its job.
 *
 * @param jobId the job
 * @param seed the seed candidate; its components are the job's, its placeholders are filled in
 * @param rolloutTimeout how long one rollout may work; waiting does not count
 * @param maxConcurrency how many rollouts may be in work at once, at least 1
 */
public record JobFacts(UUID jobId, Texts seed, Duration rolloutTimeout, int maxConcurrency) {}
