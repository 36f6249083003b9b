package dev.gepaserver.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.archive.OpenCost;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PurseTest {

  @Test
  void takesNoTimeOnceTheSearchHasEnded() {
    Purse purse =
        new Purse(0, 0, OpenCost.NONE, new OpenCost.Unpriced(0, 0, 0), Duration.ofMinutes(1));
    Duration running = purse.runningTime();

    purse.searchEnded();

    Duration ended = purse.runningTime();
    assertThat(ended).isGreaterThan(running);
    assertThat(purse.runningTime()).isEqualTo(ended);
    assertThat(purse.spent().runningTime()).isEqualTo(ended);
  }
}
