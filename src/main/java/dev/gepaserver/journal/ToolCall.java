package dev.gepaserver.journal;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One call of a webhook or tool with its answer, for one candidate and one example.
 *
 * @param hash of what was asked: candidate and example, or the tool's arguments; never URL,
 *     headers, timeouts or batch
 * @param kind {@code system}, {@code evaluator} or {@code tool}
 * @param target the URL called, without user info and query
 * @param answer the answer's JSON; null where there is an error
 * @param costNanos reported by the webhook, nano-dollars; 0 where it reports none
 * @param latencyMs from the first attempt's start to the answer
 * @param attempts requests sent on the wire, at least 1
 * @param error null where it was answered
 */
public record ToolCall(
    CallKey key,
    String hash,
    String kind,
    String target,
    @Nullable JsonNode answer,
    long costNanos,
    long latencyMs,
    int attempts,
    @Nullable CallError error) {}
