package dev.gepaserver.problem;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What one request may cost.
 *
 * @param body Largest body of a request, such as 10MB; a larger one is answered 413.
 */
@ConfigurationProperties(value = "gepa.limits", ignoreUnknownFields = false)
record Limits(@DefaultValue("10MB") DataSize body) {

  Limits {
    if (body.toBytes() < 1) {
      throw new IllegalArgumentException(
          "gepa.limits.body is " + body + ", it must be at least 1B");
    }
  }
}
