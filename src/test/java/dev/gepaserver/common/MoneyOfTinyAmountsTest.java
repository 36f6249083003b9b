package dev.gepaserver.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class MoneyOfTinyAmountsTest {

  @Test
  void roundsUpWhatIsLessThanANanoDollarHoweverSmall() {
    assertThat(Money.nanos(new BigDecimal("1e-10"))).isEqualTo(1);
    assertThat(Money.nanos(new BigDecimal("1e-2000000000"))).isEqualTo(1);
    assertThat(Money.nanos(new BigDecimal("0e-2000000000"))).isZero();
    assertThat(Money.nanos(new BigDecimal("0.0000000011"))).isEqualTo(2);
    assertThat(Money.nanos(new BigDecimal("1.5"))).isEqualTo(1_500_000_000L);
  }
}
