package dev.gepaserver.llm;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * What a model's tokens cost a job. Copied into the job when it is submitted, so that no later
 * price changes what it costs.
 *
 * @param inputUsdPerMillion USD per million input tokens, 0 to 1,000,000
 * @param cachedInputUsdPerMillion USD per million of the input tokens that were read from the
 *     provider's cache; null: they cost what others do
 * @param outputUsdPerMillion USD per million output tokens, reasoning included
 * @param asOf where they are from: {@value #JOB}, {@value #SETTING}, or the date of the table of
 *     list prices, such as {@code 2026-11}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TokenPrices(
    BigDecimal inputUsdPerMillion,
    @Nullable BigDecimal cachedInputUsdPerMillion,
    BigDecimal outputUsdPerMillion,
    String asOf) {

  /** Given by the job itself. */
  public static final String JOB = "job";

  /** Set for the provider. */
  public static final String SETTING = "setting";

  private static final BigDecimal NANOS_OF_A_MILLIONTH = BigDecimal.valueOf(1_000);

  /** Writes the same amounts in the same way, so that equal prices are equal. */
  public TokenPrices {
    inputUsdPerMillion = plain(inputUsdPerMillion);
    cachedInputUsdPerMillion =
        cachedInputUsdPerMillion == null ? null : plain(cachedInputUsdPerMillion);
    outputUsdPerMillion = plain(outputUsdPerMillion);
  }

  /**
   * Nano-dollars of a call, rounded up.
   *
   * @param input input tokens, cached ones included
   * @param cached of these, the ones from the provider's cache
   * @param output output tokens, reasoning included
   * @throws ArithmeticException beyond some 9 billion dollars
   */
  public long costNanos(long input, long cached, long output) {
    BigDecimal ofCached =
        cachedInputUsdPerMillion == null ? inputUsdPerMillion : cachedInputUsdPerMillion;
    // A provider that reports more cached tokens than tokens must not make a call cheaper.
    long fromCache = Math.min(Math.max(0, cached), input);
    BigDecimal nanos =
        inputUsdPerMillion
            .multiply(BigDecimal.valueOf(input - fromCache))
            .add(ofCached.multiply(BigDecimal.valueOf(fromCache)))
            .add(outputUsdPerMillion.multiply(BigDecimal.valueOf(output)))
            .multiply(NANOS_OF_A_MILLIONTH)
            .setScale(0, RoundingMode.CEILING);
    return nanos.longValueExact();
  }

  /** Nano-dollars of the dearest call with so many tokens, of which any may come from the cache. */
  BigInteger mostNanos(long input, long output) {
    BigDecimal dearer =
        cachedInputUsdPerMillion == null
            ? inputUsdPerMillion
            : inputUsdPerMillion.max(cachedInputUsdPerMillion);
    return dearer
        .multiply(BigDecimal.valueOf(input))
        .add(outputUsdPerMillion.multiply(BigDecimal.valueOf(output)))
        .multiply(NANOS_OF_A_MILLIONTH)
        .setScale(0, RoundingMode.CEILING)
        .toBigInteger();
  }

  /** Whether others cost the same, wherever they are from. */
  boolean sameAmounts(@Nullable TokenPrices other) {
    return other != null
        && equals(
            new TokenPrices(
                other.inputUsdPerMillion,
                other.cachedInputUsdPerMillion,
                other.outputUsdPerMillion,
                asOf));
  }

  /** Whether all tokens cost nothing. */
  boolean free() {
    return mostNanos(1_000_000, 1_000_000).signum() == 0;
  }

  private static BigDecimal plain(BigDecimal usd) {
    BigDecimal plain = usd.stripTrailingZeros();
    return plain.scale() < 0 ? plain.setScale(0) : plain;
  }
}
