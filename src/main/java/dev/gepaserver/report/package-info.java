/**
 * Results put together: a job's report, as JSON or to be read, and evaluations of single
 * candidates.
 */
@NullMarked
package dev.gepaserver.report;

import org.jspecify.annotations.NullMarked;
