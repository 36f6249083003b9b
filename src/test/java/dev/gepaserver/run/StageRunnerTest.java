package dev.gepaserver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gepaserver.archive.OpenCost;
import dev.gepaserver.archive.OpenWork;
import dev.gepaserver.common.Json;
import dev.gepaserver.dataset.Example;
import dev.gepaserver.engine.model.Split;
import dev.gepaserver.engine.model.Stage;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.engine.spi.RolloutBatch;
import dev.gepaserver.job.ExecutionSpec;
import dev.gepaserver.journal.RunStoppedException;
import dev.gepaserver.run.RunControl.Halt;
import dev.gepaserver.system.OneByOne;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StageRunnerTest {

  @Test
  void beginsNoRolloutOnceTheRunHalts() {
    AtomicInteger begun = new AtomicInteger();
    try (RunControl control = new RunControl("j")) {
      StageRunner runner =
          runner(
              control,
              new OneByOne(task -> {
                begun.incrementAndGet();
                control.halt(Halt.PAUSE);
                throw new RunStoppedException("halted in the first one");
              }));
      RolloutBatch batch =
          new RolloutBatch(
              0, 0, Texts.of(Map.of("c", "text")), Split.TRAIN, List.of(0, 1, 2), false);

      assertThatThrownBy(() -> runner.rollOut(1, Stage.PARENT, List.of(batch)))
          .isInstanceOf(RunStoppedException.class);
    }

    assertThat(begun).hasValue(1);
  }

  @Test
  void doesWhatIsLeftForTheEndOfTheRunOnce() {
    AtomicBoolean done = new AtomicBoolean();
    RunControl control = new RunControl("j");
    control.atEnd(() -> assertThat(done.getAndSet(true)).isFalse());

    control.close();
    control.close();

    assertThat(done).isTrue();
  }

  private static StageRunner runner(RunControl control, OneByOne system) {
    ExecutionSpec execution =
        new ExecutionSpec(
            1,
            ExecutionSpec.OnRolloutError.SCORE,
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            0.5);
    RunJournal journal =
        new RunJournal(
            new Lease(new UUID(0, 1), 1),
            new OpenWork(Map.of(), Map.of(), Map.of(), Map.of(), 0),
            null,
            null,
            control,
            InstantSource.system(),
            new RunJournal.Rules(execution.outageTimeout(), false),
            new Purse(0, 0, OpenCost.NONE, OpenCost.NONE.unpriced(), Duration.ZERO));
    List<Example> examples =
        List.of(
            new Example(0, "0", Json.object()),
            new Example(1, "1", Json.object()),
            new Example(2, "2", Json.object()));
    return new StageRunner(
        journal,
        new Fanout(control),
        system,
        Map.of(Split.TRAIN, examples),
        execution,
        InstantSource.system());
  }
}
