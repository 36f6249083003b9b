package dev.gepaserver.llm;

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
   * Makes a provider; called once at start for each provider of this type, and must call nothing
   * outside.
   *
   * @param name the provider's configured name
   * @throws IllegalArgumentException where the settings can never work; what can be mended by a key
   *     or the like is told by {@link Provider#unusable()} instead
   */
  Provider open(String name, ProviderSettings settings);
}
