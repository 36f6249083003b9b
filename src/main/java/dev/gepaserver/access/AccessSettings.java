package dev.gepaserver.access;

import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may come in.
 *
 * @param mode Whether a key is needed: always (closed), never (open), or where the service listens
 *     beyond loopback (auto).
 * @param keys Keys by name, besides those made over the API: the key, at least 32 characters, and
 *     what it may do. To be the same on all nodes.
 * @param requestsPerMinute Requests of one key a minute on this node, at least 1; further ones are
 *     answered 429.
 * @param session How long a browser stays logged in, from PT1M to P30D.
 * @param hosts Names by which an open service is reached, without ports, besides those of loopback,
 *     addresses and names without a dot.
 */
@ConfigurationProperties(value = "gepa.access", ignoreUnknownFields = false)
record AccessSettings(
    @DefaultValue("auto") Mode mode,
    @DefaultValue Map<String, SettingKey> keys,
    @DefaultValue("6000") int requestsPerMinute,
    @DefaultValue("PT12H") Duration session,
    @DefaultValue Set<String> hosts) {

  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(30);

  AccessSettings {
    keys = Map.copyOf(keys);
    hosts =
        hosts.stream()
            .map(host -> host.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    if (requestsPerMinute < 1) {
      throw new IllegalArgumentException(
          "gepa.access.requests-per-minute is " + requestsPerMinute + ", it must be at least 1");
    }
    if (session.compareTo(SHORTEST) < 0 || session.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "gepa.access.session is %s, it must be from %s to %s"
              .formatted(session, SHORTEST, LONGEST));
    }
    Set<String> texts = new HashSet<>();
    keys.forEach((name, key) -> {
      key.check(name);
      if (!texts.add(key.key())) {
        throw new IllegalArgumentException(
            "gepa.access.keys." + name + ".key is another key's as well");
      }
    });
  }

  /** Whether a key is needed. */
  enum Mode {
    AUTO,
    OPEN,
    CLOSED
  }
}
