package dev.gepaserver.access;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** How many requests each key may still make on this node. */
@Component
public class RequestRates {

  private final int perMinute;
  private final LongSupplier nanos;
  // One for each key that was used here since the start; keys are few.
  private final Map<UUID, LastMinute> counts = new ConcurrentHashMap<>();

  @Autowired
  RequestRates(AccessSettings settings) {
    this(settings, System::nanoTime);
  }

  RequestRates(AccessSettings settings, LongSupplier nanos) {
    this.perMinute = settings.requestsPerMinute();
    this.nanos = nanos;
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
    return counts.computeIfAbsent(keyId, id -> new LastMinute()).count();
  }

  /**
   * The requests of the last minute by seconds, and of the second before, so that no 60 seconds,
   * whenever they begin, have more than may be.
   */
  private final class LastMinute {

    private static final int SECONDS = 61;
    private static final long NANOS = 1_000_000_000;

    private final int[] served = new int[SECONDS];
    private final long start = nanos.getAsLong();
    private long second;
    private int sum;

    synchronized Duration count() {
      long now = nanos.getAsLong() - start;
      forget(now / NANOS);
      if (sum < perMinute) {
        served[(int) (second % SECONDS)]++;
        sum++;
        return Duration.ZERO;
      }
      long oldest = second - SECONDS + 1;
      while (served[Math.floorMod(oldest, SECONDS)] == 0) {
        oldest++;
      }
      return Duration.ofNanos((oldest + SECONDS) * NANOS - now);
    }

    private void forget(long current) {
      for (int i = 0; second < current && i < SECONDS; i++) {
        second++;
        int slot = (int) (second % SECONDS);
        sum -= served[slot];
        served[slot] = 0;
      }
      second = Math.max(second, current);
    }
  }
}
