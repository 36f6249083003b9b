package dev.gepaserver.dataset;

import dev.gepaserver.common.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Comparator;

/**
 * A share of rows put in an order by chance. Row <i>i</i> (its position in the data set, from 0)
 * goes by the SHA-256 of the text <i>seed</i>{@code :}<i>i</i>, which anybody can reckon; of
 * <i>n</i> rows the share is those from ⌊from · <i>n</i>⌋ to before ⌊to · <i>n</i>⌋. So shares of
 * one seed whose bounds meet have no row in common and leave none out.
 *
 * @param seed any
 * @param from 0 to 1
 * @param to 0 to 1, not below {@code from}
 */
public record RandomShare(BigInteger seed, BigDecimal from, BigDecimal to) {

  /** The share of these positions, in the order that chance gives them. */
  int[] of(int[] positions) {
    record Drawn(int position, String key) {}
    int first = bound(from, positions.length);
    return Arrays.stream(positions)
        .mapToObj(position -> new Drawn(position, Json.sha256(seed + ":" + position)))
        .sorted(Comparator.comparing(Drawn::key))
        .mapToInt(Drawn::position)
        .skip(first)
        .limit(bound(to, positions.length) - first)
        .toArray();
  }

  private static int bound(BigDecimal share, int rows) {
    return share.multiply(BigDecimal.valueOf(rows)).setScale(0, RoundingMode.FLOOR).intValueExact();
  }
}
