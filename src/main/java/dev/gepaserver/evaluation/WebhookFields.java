package dev.gepaserver.evaluation;

import dev.gepaserver.common.Fields;
import java.time.Duration;

/** Reads what all webhooks have in common besides their address. */
public final class WebhookFields {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofHours(1);

  private WebhookFields() {}

  /**
   * {@code timeout}: from sending to the last byte of the answer, PT60S where the job does not say.
   */
  public static Duration timeout(Fields fields) {
    return fields.duration("timeout", TIMEOUT, SHORTEST, LONGEST);
  }
}
