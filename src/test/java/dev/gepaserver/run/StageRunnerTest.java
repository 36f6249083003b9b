package dev.gepaserver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gepaserver.archive.OpenCost;
import dev.gepaserver.archive.OpenWork;
import dev.gepaserver.common.Json;
import dev.gepaserver.dataset.Example;
import dev.gepaserver.engine.model.Rollout;
import dev.gepaserver.engine.model.Split;
import dev.gepaserver.engine.model.Stage;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.engine.spi.RolloutBatch;
import dev.gepaserver.job.ExecutionSpec;
import dev.gepaserver.journal.CallKey;
import dev.gepaserver.journal.ReplayDivergedException;
import dev.gepaserver.journal.RunStoppedException;
import dev.gepaserver.run.RunControl.Halt;
import dev.gepaserver.system.OneByOne;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StageRunnerTest {

  private static final Texts TEXTS = Texts.of(Map.of("c", "text"));
  private static final RolloutBatch BATCH =
      new RolloutBatch(0, 0, TEXTS, Split.TRAIN, List.of(0, 1, 2), false);
  private static final String RIGHT = Json.sha256(Json.write(TEXTS.asMap()) + "{}");

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
      assertThatThrownBy(() -> runner.rollOut(1, Stage.PARENT, List.of(BATCH)))
          .isInstanceOf(RunStoppedException.class);
    }

    assertThat(begun).hasValue(1);
  }

  @Test
  void refusesARolloutFinishedEarlierThatWasAnotherOneWhereverItStands() {
    OneByOne system =
        new OneByOne(task -> {
          throw new AssertionError("asked for what is known");
        });

    try (RunControl control = new RunControl("j")) {
      StageRunner same = runner(control, system, saved(RIGHT, RIGHT, RIGHT));
      assertThat(same.rollOut(1, Stage.PARENT, List.of(BATCH)).getFirst())
          .extracting(Rollout::score)
          .containsExactly(0.0, 1.0, 2.0);
    }
    try (RunControl control = new RunControl("j")) {
      StageRunner another = runner(control, system, saved(RIGHT, RIGHT, "another"));
      assertThatThrownBy(() -> another.rollOut(1, Stage.PARENT, List.of(BATCH)))
          .isInstanceOf(ReplayDivergedException.class);
    }
  }

  @Test
  void endsByTheRolloutThatWasAnotherOneWhateverElseFailsBesideIt() {
    OneByOne system =
        new OneByOne(task -> {
          throw new IllegalStateException("the webhook's key is wrong");
        });

    try (RunControl control = new RunControl("j")) {
      StageRunner runner = runner(control, system, saved(RIGHT, "another"));
      assertThatThrownBy(() -> runner.rollOut(1, Stage.PARENT, List.of(BATCH)))
          .isInstanceOf(ReplayDivergedException.class);
    }
  }

  @Test
  void asksNothingWhereAlreadyTheFirstRolloutWasAnotherOne() {
    AtomicInteger begun = new AtomicInteger();
    OneByOne system =
        new OneByOne(task -> {
          begun.incrementAndGet();
          throw new IllegalStateException("asked");
        });
    try (RunControl control = new RunControl("j")) {
      StageRunner runner = runner(control, system, saved("another"));
      assertThatThrownBy(() -> runner.rollOut(1, Stage.PARENT, List.of(BATCH)))
          .isInstanceOf(ReplayDivergedException.class);
    }

    assertThat(begun).hasValue(0);
  }

  private static Map<CallKey, OpenWork.SavedRollout> saved(String... hashes) {
    Map<CallKey, OpenWork.SavedRollout> saved = new HashMap<>();
    for (int i = 0; i < hashes.length; i++) {
      saved.put(
          new CallKey(1, "parent", 0, i, ""),
          new OpenWork.SavedRollout(hashes[i], i, Collections.emptySortedMap(), Map.of(), false));
    }
    return saved;
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
    return runner(control, system, Map.of());
  }

  private static StageRunner runner(
      RunControl control, OneByOne system, Map<CallKey, OpenWork.SavedRollout> saved) {
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
            new OpenWork(Map.of(), Map.of(), saved, Map.of(), 0),
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
