/**
 * How a rollout is scored: evaluators, found by name in a catalogue, and the feedback that
 * reflection reads.
 */
@NullMarked
package dev.gepaserver.evaluation;

import org.jspecify.annotations.NullMarked;
