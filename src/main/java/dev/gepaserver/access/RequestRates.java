package dev.gepaserver.access;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** How many requests each key may still make on this node. */
@Component
public class RequestRates {

  private static final Duration WINDOW = Duration.ofMinutes(1);

  private final int perMinute;
  // One for each key that was used here since the start; keys are few.
  private final Map<UUID, Bucket> buckets = new ConcurrentHashMap<>();

  RequestRates(AccessSettings settings) {
    this.perMinute = settings.requestsPerMinute();
  }

  /** Requests of one key a minute. */
  public int perMinute() {
    return perMinute;
  }

  /**
   * Counts a request of a key.
   *
   * @return zero where it may be served; else how long to wait before it may be
   */
  public Duration count(UUID keyId) {
    ConsumptionProbe probe =
        buckets.computeIfAbsent(keyId, id -> bucket()).tryConsumeAndReturnRemaining(1);
    return probe.isConsumed() ? Duration.ZERO : Duration.ofNanos(probe.getNanosToWaitForRefill());
  }

  private Bucket bucket() {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, WINDOW))
        .build();
  }
}
