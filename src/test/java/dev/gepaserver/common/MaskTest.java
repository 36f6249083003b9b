package dev.gepaserver.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaskTest {

  private final Mask mask = Mask.of(List.of("hunter22", "a-key-of-some-length", "none"));

  @Test
  void takesSecretsOutOfMessages() {
    assertThat(mask.message("hunter22 and a-key-of-some-length, twice: hunter22"))
        .isEqualTo("*** and ***, twice: ***");
  }

  @Test
  void takesOnlyLongSecretsOutOfContentWhichWordsMustNotDamage() {
    assertThat(mask.content("hunter22 a-key-of-some-length none")).isEqualTo("hunter22 *** none");
  }

  @Test
  void leavesTheEndOfNoLongerSecretBehind() {
    Mask both = Mask.of(List.of("a-key-of-some", "a-key-of-some-length"));

    assertThat(both.message("a-key-of-some-length")).isEqualTo("***");
  }

  @Test
  void findsASecretAnywhereInBytesAndLeavesOthersAsTheyAre() {
    byte[] harmless = bytes("a-key-of-some-lengt");

    assertThat(mask.content(bytes("ä a-key-of-some-length"))).isEqualTo(bytes("ä ***"));
    assertThat(mask.content(bytes("a-key-of-some-length"))).isEqualTo(bytes("***"));
    assertThat(mask.content(harmless)).isSameAs(harmless);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
