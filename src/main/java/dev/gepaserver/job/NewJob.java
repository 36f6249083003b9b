package dev.gepaserver.job;

import org.jspecify.annotations.Nullable;

/**
 * A job about to be submitted.
 *
 * @param submission what is to be done
 * @param fork where it comes from, null where it is nobody's fork
 */
record NewJob(Submission submission, @Nullable Fork fork) {}
