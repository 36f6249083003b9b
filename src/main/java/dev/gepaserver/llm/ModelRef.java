package dev.gepaserver.llm;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A model as a job names it, with the job's own options. Options left null are the provider's
 * defaults.
 *
 * @param provider configured name of the provider
 * @param model the provider's name of the model
 * @param temperature 0 to 2
 * @param maxTokens most tokens of a reply, at least 1
 * @param topP above 0, to 1
 * @param seed for providers that sample by one
 * @param options provider options passed through as they are
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelRef(
    String provider,
    String model,
    @Nullable Double temperature,
    @Nullable Integer maxTokens,
    @Nullable Double topP,
    @Nullable Long seed,
    @Nullable Map<String, JsonNode> options) {}
