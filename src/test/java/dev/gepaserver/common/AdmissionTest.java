package dev.gepaserver.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AdmissionTest {

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
  private final AtomicBoolean known = new AtomicBoolean(true);
  private final AtomicInteger lookups = new AtomicInteger();
  private final Admission admission =
      new Admission(
          () -> {
            lookups.incrementAndGet();
            return known.get();
          },
          nanos::get);

  @Test
  void looksUpOnceInFiveSecondsHoweverOftenItIsAsked() {
    for (int i = 0; i < 100; i++) {
      assertThat(admission.stands()).isTrue();
      nanos.addAndGet(Duration.ofMillis(100).toNanos());
    }

    assertThat(lookups).hasValue(1);
  }

  @Test
  void fallsForGood() {
    known.set(false);
    nanos.addAndGet(Duration.ofSeconds(5).toNanos());
    assertThat(admission.stands()).isFalse();
    known.set(true);
    nanos.addAndGet(Duration.ofSeconds(5).toNanos());

    assertThat(admission.stands()).isFalse();
    assertThat(lookups).hasValue(1);
  }

  @Test
  void belongsToTheThreadThatItWasMarkedOn() {
    try (Caller.Mark _ = admission.mark()) {
      assertThat(Admission.current()).isSameAs(admission);
    }

    assertThat(Admission.current()).isNotSameAs(admission);
    assertThat(Admission.current().stands()).isTrue();
  }
}
