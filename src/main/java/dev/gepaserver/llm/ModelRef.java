package dev.gepaserver.llm;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A model as a job names it, with the job's own options. Options left null are the provider's
 * defaults, and are left out of the JSON.
 *
 * @param provider configured name of the provider
 * @param model the provider's name of the model
 * @param temperature 0 to 2
 * @param maxTokens most tokens of a reply, at least 1
 * @param topP above 0, to 1
 * @param seed for providers that sample by one
 * @param options provider options passed through as they are
 * @param stop texts before which the reply ends, 1 to 16, none of them empty
 * @param reasoningEffort {@code minimal}, {@code low}, {@code medium} or {@code high}
 * @param jsonMode whether the reply must be JSON
 * @param prices what its tokens cost this job; null where that is not known. Not part of what is
 *     asked
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelRef(
    String provider,
    String model,
    @Nullable Double temperature,
    @Nullable Integer maxTokens,
    @Nullable Double topP,
    @Nullable Long seed,
    @Nullable Map<String, JsonNode> options,
    @Nullable List<String> stop,
    @Nullable String reasoningEffort,
    @Nullable Boolean jsonMode,
    @Nullable TokenPrices prices) {

  /** A model of unknown price, without the options that came later. */
  public ModelRef(
      String provider,
      String model,
      @Nullable Double temperature,
      @Nullable Integer maxTokens,
      @Nullable Double topP,
      @Nullable Long seed,
      @Nullable Map<String, JsonNode> options) {
    this(provider, model, temperature, maxTokens, topP, seed, options, null, null, null, null);
  }

  /** The same with another bound of its replies. */
  ModelRef withMaxTokens(@Nullable Integer other) {
    return new ModelRef(
        provider,
        model,
        temperature,
        other,
        topP,
        seed,
        options,
        stop,
        reasoningEffort,
        jsonMode,
        prices);
  }

  /** The same at other prices. */
  public ModelRef withPrices(@Nullable TokenPrices other) {
    return new ModelRef(
        provider,
        model,
        temperature,
        maxTokens,
        topP,
        seed,
        options,
        stop,
        reasoningEffort,
        jsonMode,
        other);
  }
}
