package dev.gepaserver.common;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Sha256Test {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 64, 65, 5000})
  void hashesTheWholeAsIfItHadBeenGivenAtOnce(int length) {
    String beginning = "ä".repeat(length);
    Sha256 begun = Sha256.of(beginning);

    assertThat(begun.with("{\"a\":1}")).isEqualTo(Json.sha256(beginning + "{\"a\":1}"));
    assertThat(begun.with("")).isEqualTo(Json.sha256(beginning));
    assertThat(begun.with("{\"a\":1}")).isEqualTo(Json.sha256(beginning + "{\"a\":1}"));
  }

  @Test
  void hashesAsEverybodyDoes() {
    assertThat(Sha256.of("a").with("bc"))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }
}
