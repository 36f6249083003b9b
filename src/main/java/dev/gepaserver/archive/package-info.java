/**
 * What a job did: candidates, iterations, rollouts, calls, reflections, front, events. Written in
 * bulk, read in pages.
 */
@NullMarked
package dev.gepaserver.archive;

import org.jspecify.annotations.NullMarked;
