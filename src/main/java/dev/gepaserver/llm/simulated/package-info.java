/**
 * Two models made up by the service itself, so that a job can be tried without a key: a worker that
 * does what the rules in its prompt tell it, and a reflector that makes rules of feedback. The same
 * request always gets the same reply.
 */
@NullMarked
package dev.gepaserver.llm.simulated;

import org.jspecify.annotations.NullMarked;
