package dev.gepaserver.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.console.web.StageShares.Part;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StageSharesTest {

  @Test
  void countsTheSeedAsValidationAndTheTestForNothing() {
    StageShares shares =
        StageShares.of(Map.of("seed", 20L, "parent", 10L, "validation", 70L, "test", 48L));

    assertThat(shares.parts())
        .extracting(Part::stage)
        .containsExactly("seed", "parent", "validation");
    assertThat(shares.parts().getLast()).isEqualTo(new Part("validation", 70, 0.3, 0.7));
    assertThat(shares.total()).isEqualTo(100);
    assertThat(shares.validationShare()).isEqualTo(0.9);
    assertThat(shares.tested()).isEqualTo(48);
  }

  @Test
  void hasNoPartsBeforeThereAreRollouts() {
    assertThat(StageShares.of(Map.of()).parts()).isEmpty();
    assertThat(StageShares.of(Map.of()).validationShare()).isZero();
  }
}
