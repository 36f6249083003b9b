package dev.gepaserver.llm.openai;

import dev.gepaserver.llm.KnownOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is particular about one provider of OpenAI's protocol.
 *
 * @param name of the provider type
 * @param baseUrl its address; where it has none of its own, an example of one
 * @param ownAddress whether it has an address of its own, so that none need be configured
 * @param keyVariables environment variables that usually hold its key; empty where none is needed
 * @param keyNeeded whether it cannot be used without a key
 * @param keyHeader by which the key is sent; null for the usual {@code Authorization: Bearer}
 * @param tokensField the body's name of {@code maxTokens} at its own address
 * @param seedField the body's name of {@code seed}
 * @param effortField the body's name of {@code reasoningEffort}; with a dot, a field in an object
 * @param options which it knows
 */
record Preset(
    String name,
    String baseUrl,
    boolean ownAddress,
    List<String> keyVariables,
    boolean keyNeeded,
    @Nullable String keyHeader,
    String tokensField,
    String seedField,
    String effortField,
    KnownOptions options) {

  /** A provider in the cloud that is opened by a key from the given variable. */
  static Preset cloud(String name, String baseUrl, String keyVariable, KnownOptions options) {
    return new Preset(
        name,
        baseUrl,
        true,
        List.of(keyVariable),
        true,
        null,
        "max_tokens",
        "seed",
        "reasoning_effort",
        options);
  }

  /** A server of one's own, which asks for no key unless it was told to. */
  static Preset local(String name, String baseUrl, KnownOptions options) {
    return new Preset(
        name,
        baseUrl,
        true,
        List.of(),
        false,
        null,
        "max_tokens",
        "seed",
        "reasoning_effort",
        options);
  }

  /** The same with other names in the body. */
  Preset withFields(String tokens, String seed, String effort) {
    return new Preset(
        name,
        baseUrl,
        ownAddress,
        keyVariables,
        keyNeeded,
        keyHeader,
        tokens,
        seed,
        effort,
        options);
  }
}
