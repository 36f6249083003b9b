package dev.gepaserver.llm;

import dev.gepaserver.llm.limit.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/**
 * Settings of one provider, {@code gepa.providers.NAME.*}.
 *
 * @param type what kind of provider this is, such as {@code openai} or {@code simulated}; left out,
 *     the provider's name is its type
 * @param baseUrl where the provider is, with {@code /v1} where its protocol is OpenAI's; left out,
 *     the type's own default
 * @param apiKey sent with every call; needed unless the type asks for none
 * @param maxConcurrency calls on the wire at once for all jobs of this node, at least 1
 * @param requestsPerMinute requests for all jobs of this node, at least 1; left out, no limit
 * @param tokensPerMinute tokens of prompts and replies likewise
 * @param timeout for one attempt, from sending to the last byte of the answer
 * @param maxAttempts attempts in vain after which being unavailable counts as an outage, of one
 *     call, or of all calls one after the other; at least 1
 * @param models names of models to show; others may be asked all the same
 * @param extraOptions names of options that jobs may set besides those that the type knows
 * @param apiVersion sent as {@code api-version} where the type has that, {@code azure-openai} only
 * @param contextTokens tokens of a prompt and its reply together that its models take, where
 *     nothing else is known of a model; at least 1
 * @param prices of models: {@code MODEL.input-usd-per-million}, {@code
 *     MODEL.output-usd-per-million} and, where cached input costs something else, {@code
 *     MODEL.cached-input-usd-per-million}, USD per million tokens; where a model has none, the list
 *     price holds, if the provider is at its own address and the model is listed
 * @param latency of a simulated provider: how long each answer takes
 * @param faultRate of a simulated provider: share of requests, 0 to 1, that are answered 503 at
 *     first
 * @param refusalRate of a simulated provider: share of requests, 0 to 1, that are refused
 */
public record ProviderSettings(
    @Nullable String type,
    @Nullable String baseUrl,
    @Nullable String apiKey,
    @DefaultValue("64") int maxConcurrency,
    @Nullable Integer requestsPerMinute,
    @Nullable Integer tokensPerMinute,
    @DefaultValue("PT2M") Duration timeout,
    @DefaultValue("5") int maxAttempts,
    @DefaultValue List<String> models,
    @DefaultValue List<String> extraOptions,
    @Nullable String apiVersion,
    @Nullable Integer contextTokens,
    @DefaultValue Map<String, String> prices,
    @DefaultValue("PT0S") Duration latency,
    @DefaultValue("0") double faultRate,
    @DefaultValue("0") double refusalRate) {

  /** Checks and copies; the messages name the settings. */
  public ProviderSettings {
    atLeastOne("max-concurrency", maxConcurrency);
    atLeastOne("requests-per-minute", requestsPerMinute);
    atLeastOne("tokens-per-minute", tokensPerMinute);
    atLeastOne("max-attempts", maxAttempts);
    atLeastOne("context-tokens", contextTokens);
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException("timeout is " + timeout + ", it must be longer than PT0S");
    }
    if (latency.isNegative()) {
      throw new IllegalArgumentException("latency is " + latency + ", it must not be negative");
    }
    share("fault-rate", faultRate);
    share("refusal-rate", refusalRate);
    models = List.copyOf(models);
    extraOptions = List.copyOf(extraOptions);
    prices = Map.copyOf(prices);
  }

  /** What a provider has that nothing is said about. */
  public static ProviderSettings defaults() {
    return new Binder(new MapConfigurationPropertySource())
        .bindOrCreate("defaults", ProviderSettings.class);
  }

  /** The same with another type, address and key. */
  public ProviderSettings withAccess(
      @Nullable String newType, @Nullable String newBaseUrl, @Nullable String newApiKey) {
    return new ProviderSettings(
        newType,
        newBaseUrl,
        newApiKey,
        maxConcurrency,
        requestsPerMinute,
        tokensPerMinute,
        timeout,
        maxAttempts,
        models,
        extraOptions,
        apiVersion,
        contextTokens,
        prices,
        latency,
        faultRate,
        refusalRate);
  }

  /** What is to be kept of the provider's limits. */
  Limits limits() {
    return new Limits(maxConcurrency, requestsPerMinute, tokensPerMinute, maxAttempts);
  }

  /** Never shows the key. */
  @Override
  public String toString() {
    return "ProviderSettings[type="
        + type
        + ", baseUrl="
        + baseUrl
        + ", apiKey="
        + (apiKey == null ? "none" : "***")
        + "]";
  }

  private static void atLeastOne(String name, @Nullable Integer value) {
    if (value != null && value < 1) {
      throw new IllegalArgumentException(name + " is " + value + ", it must be at least 1");
    }
  }

  private static void share(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " is " + value + ", it must be from 0 to 1");
    }
  }
}
