package dev.gepaserver.llm;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A kind of provider. Adding one is a bean of this type; settings name it by {@code
 * gepa.providers.NAME.type}.
 */
public interface ProviderType {

  /** Its name in the settings. */
  String name();

  /** Whether its answers are made up by the service itself. */
  default boolean simulated() {
    return false;
  }

  /**
   * Environment variables that usually hold a key for this type's own address, the first one that
   * is set counting. Where one is, a provider of the type's name exists without any setting; the
   * key is sent nowhere else.
   */
  default List<String> keyVariables() {
    return List.of();
  }

  /**
   * Environment variable that, beside a key from the environment, usually names the address that
   * the key is for; null where there is none.
   */
  default @Nullable String baseUrlVariable() {
    return null;
  }

  /**
   * Tokens of a prompt and its reply together that a model of which nothing is listed takes; null
   * where it is not known.
   *
   * @param set by the provider's settings; null where they do not say it
   */
  default @Nullable Integer contextTokens(ModelRef model, @Nullable Integer set) {
    return set;
  }

  /**
   * Most tokens of a reply where a job says nothing, to be copied into it; null where the protocol
   * needs no number.
   */
  default @Nullable Integer maxTokens() {
    return null;
  }

  /**
   * Makes a provider; called once at start for each provider of this type, and must call nothing
   * outside.
   *
   * @param name the provider's configured name
   * @throws IllegalArgumentException where the settings can never work; what can be mended by a key
   *     or the like is told by {@link Provider#unusable()} instead
   */
  Provider open(String name, ProviderSettings settings);
}
