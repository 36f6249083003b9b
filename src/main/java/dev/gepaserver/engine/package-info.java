/**
 * The search: GEPA (Genetic-Pareto, arXiv 2507.19457) as one function from state to outcome.
 *
 * <p>{@link dev.gepaserver.engine.Optimizer} is the place to begin. Nothing here knows a clock, a
 * thread, a database or a network: what the search needs from outside it asks the two ports {@link
 * dev.gepaserver.engine.spi.RolloutRunner} and {@link dev.gepaserver.engine.spi.Reflector} for.
 */
@NullMarked
package dev.gepaserver.engine;

import org.jspecify.annotations.NullMarked;
