package dev.gepaserver.system;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Money;
import dev.gepaserver.evaluation.WebhookFields;
import dev.gepaserver.outbound.Outbound;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The specification of {@code http}.
 *
 * @param type {@code http}
 * @param url what is posted to
 * @param batchSize examples in one request at most, 1 to 1000
 * @param timeout of each attempt, from sending to the last byte of the answer
 * @param headers the user's own
 * @param secret name of the configured secret that signs, null for none
 * @param maxCostPerRollout what one rollout costs at most, USD; null where nobody has said
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record HttpSpec(
    String type,
    URI url,
    int batchSize,
    Duration timeout,
    Map<String, String> headers,
    @Nullable String secret,
    @Nullable BigDecimal maxCostPerRollout)
    implements SystemSpec {

  private static final int MAX_BATCH = 1_000;

  /** Copies the headers. */
  HttpSpec {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  static HttpSpec read(String type, Fields fields, Outbound outbound) {
    return new HttpSpec(
        type,
        outbound.readUrl(fields, "url"),
        fields.whole("batchSize", 1, 1, MAX_BATCH),
        WebhookFields.timeout(fields),
        outbound.readHeaders(fields, "headers"),
        outbound.readSecret(fields, "secret"),
        Money.usd(fields.usd("maxCostPerRollout")));
  }

  @Override
  public boolean givesObjectives() {
    return true;
  }

  @Override
  public @Nullable Long maxCostNanosPerRollout() {
    return maxCostPerRollout == null ? null : (Long) Money.nanos(maxCostPerRollout);
  }
}
