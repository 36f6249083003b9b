package dev.gepaserver.job;

import dev.gepaserver.engine.model.Choice;
import dev.gepaserver.engine.model.MergeOptions;
import java.math.BigInteger;

/**
 * How is searched: the field {@code search} of a job.
 *
 * @param seed of the random number generator
 * @param candidateSelector how a parent is chosen
 * @param frontier what the Pareto front is kept per
 * @param acceptance when a child is good enough
 * @param sampling how many parents and minibatches an iteration looks at
 * @param selection which good children are kept
 * @param merge whether and how candidates are merged
 * @param cacheEvaluations whether validation asks the evaluation cache first
 * @param skipDuplicates whether a child that equals a candidate is skipped
 */
public record SearchSpec(
    BigInteger seed,
    Choice candidateSelector,
    Choice frontier,
    Choice acceptance,
    Choice sampling,
    Choice selection,
    MergeOptions merge,
    boolean cacheEvaluations,
    boolean skipDuplicates) {}
