package dev.gepaserver.outbound;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What may be called at the wish of users, and how.
 *
 * @param allowedHosts host names, addresses or CIDR ranges such as {@code 10.0.0.0/8}; where any is
 *     given, only these are called. Link-local and metadata addresses need an address or range here
 *     even then, a name is not enough
 * @param secrets by name: what signs requests; jobs tell the name only
 * @param maxAttempts attempts in vain after which being unavailable counts as an outage, at least 1
 * @param connectTimeout for making a connection; longer than PT0S
 */
@ConfigurationProperties(value = "gepa.outbound", ignoreUnknownFields = false)
record OutboundSettings(
    @DefaultValue List<String> allowedHosts,
    @DefaultValue Map<String, String> secrets,
    @DefaultValue("5") int maxAttempts,
    @DefaultValue("PT10S") Duration connectTimeout) {

  OutboundSettings {
    allowedHosts = List.copyOf(allowedHosts);
    secrets = Map.copyOf(secrets);
    if (maxAttempts < 1) {
      throw new IllegalArgumentException(
          "gepa.outbound.max-attempts is " + maxAttempts + ", it must be at least 1");
    }
    if (!connectTimeout.isPositive()) {
      throw new IllegalArgumentException(
          "gepa.outbound.connect-timeout is " + connectTimeout + ", it must be longer than PT0S");
    }
    for (Map.Entry<String, String> secret : secrets.entrySet()) {
      if (secret.getValue().isBlank()) {
        throw new IllegalArgumentException(
            "gepa.outbound.secrets." + secret.getKey() + " must not be empty");
      }
    }
  }

  /** Never shows the secrets. */
  @Override
  public String toString() {
    return "OutboundSettings[allowedHosts=" + allowedHosts + ", secrets=" + secrets.keySet() + "]";
  }
}
