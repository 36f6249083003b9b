package dev.gepaserver.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.run.RunControl.Halt;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class RunControlTest {

  @Test
  void letsACancelGoBeforeAPauseButNothingBeforeACancel() {
    try (RunControl control = new RunControl("j")) {
      control.halt(Halt.PAUSE);
      control.halt(Halt.CANCEL);
      control.halt(Halt.PAUSE);
      control.halt(Halt.SHUTDOWN);

      assertThat(control.halted()).isEqualTo(Halt.CANCEL);
    }
  }

  @Test
  void waitsForCallsOfAPauseNoLongerThanALaterHaltAllows() {
    CountDownLatch never = new CountDownLatch(1);
    try (RunControl control = new RunControl("j")) {
      Future<Boolean> call = control.threads().submit(() -> never.await(1, TimeUnit.MINUTES));
      control.halt(Halt.PAUSE);
      control.halt(Halt.FENCED);

      Awaitility.await().atMost(Duration.ofSeconds(20)).until(call::isDone);
      assertThat(control.halted()).isEqualTo(Halt.PAUSE);
    }
  }
}
