/**
 * Models made up by the service itself, so that a job can be tried without a key: a worker that
 * does what the rules in its prompt tell it, an agent that calls tools whose descriptions fit, a
 * reflector that makes rules of feedback, and a judge that counts words. The same request always
 * gets the same reply.
 */
@NullMarked
package dev.gepaserver.llm.simulated;

import org.jspecify.annotations.NullMarked;
