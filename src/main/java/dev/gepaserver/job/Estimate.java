package dev.gepaserver.job;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a job will use, roughly; see {@link Estimator} for how it is reckoned. Where nothing but
 * time bounds the search, what hangs on its length is null.
 *
 * @param modelCalls calls of models, reflection and the test set included
 * @param inputTokens tokens of all prompts
 * @param outputTokens tokens of all replies
 * @param costUsd null where a price is not known
 * @param proposals how many rewritten texts the budget buys
 */
@JsonPropertyOrder({"modelCalls", "inputTokens", "outputTokens", "costUsd", "proposals"})
public record Estimate(
    @Nullable Long modelCalls,
    @Nullable Long inputTokens,
    @Nullable Long outputTokens,
    @Nullable BigDecimal costUsd,
    @Nullable Long proposals) {}
