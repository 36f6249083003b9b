package dev.gepaserver.common;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Money is whole nano-dollars inside (10^-9 USD) and decimal USD at the edge. */
public final class Money {

  private static final int SCALE = 9;

  private Money() {}

  /**
   * Nano-dollars as decimal USD without trailing zeros; null stays null (unknown, which is not 0).
   */
  public static @Nullable BigDecimal usd(@Nullable Long nanos) {
    if (nanos == null) {
      return null;
    }
    BigDecimal usd = BigDecimal.valueOf(nanos, SCALE).stripTrailingZeros();
    return usd.scale() < 0 ? usd.setScale(0) : usd;
  }

  /**
   * Decimal USD as nano-dollars, rounded up to the next whole one.
   *
   * @throws ArithmeticException beyond some 9 billion dollars
   */
  public static long nanos(BigDecimal usd) {
    if ((long) usd.precision() - usd.scale() < -SCALE) {
      // Less than any nano-dollar; rounding a number such as 1e-2000000000 would fill the memory
      // with zeros.
      return usd.signum() > 0 ? 1 : 0;
    }
    return usd.movePointRight(SCALE).setScale(0, RoundingMode.CEILING).longValueExact();
  }
}
