package dev.gepaserver.llm.chat;

import dev.gepaserver.llm.ProviderSettings;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where a provider is and what opens it.
 *
 * @param baseUrl an http or https URL without a slash at its end
 * @param key empty where there is none
 */
public record Access(String baseUrl, String key) {

  /**
   * Reads it.
   *
   * @param usual address of the type
   * @throws IllegalArgumentException where the address is no http or https URL of a host and a
   *     path, or the key cannot stand in a header; says what is right, never the key
   */
  public static Access of(ProviderSettings settings, String usual) {
    String key = settings.apiKey() == null ? "" : settings.apiKey().strip();
    if (!key.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException(
          "api-key has characters that no key has, such as spaces or umlauts");
    }
    return new Access(address(settings.baseUrl(), usual), key);
  }

  /** Whether there is a key. */
  public boolean hasKey() {
    return !key.isEmpty();
  }

  /** Never shows the key. */
  @Override
  public String toString() {
    return "Access[baseUrl=" + baseUrl + ", key=" + (hasKey() ? "***" : "none") + "]";
  }

  private static String address(@Nullable String configured, String usual) {
    if (configured == null) {
      return usual;
    }
    String address = configured.strip().replaceAll("/+$", "");
    try {
      URI uri = URI.create(address);
      if (uri.getHost() != null
          && uri.getUserInfo() == null
          && uri.getQuery() == null
          && uri.getFragment() == null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // falls through to the one message that says what is right
    }
    throw new IllegalArgumentException(
        "base-url is %s, it must be an http or https URL of a host and a path, such as %s"
            .formatted(shown(address), usual));
  }

  /** An address as it may be told: what stands before a host or in a query may be a secret. */
  private static String shown(String address) {
    return address.matches("[^@?#]*") ? address : "an address with a user, a query or a fragment";
  }
}
