package dev.gepaserver.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gepaserver.common.CallFailedException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How a call waits before a gate whose other side may be away. */
class PatienceAtAGateTest {

  private static final CallKey KEY = new CallKey(1, "parent", 0, 0, "answer");
  private static final Duration HOUR = Duration.ofHours(1);

  private final InMemoryJournal journal = new InMemoryJournal(HOUR);
  private final ScriptedGate gate = new ScriptedGate();
  private final Patience patience = new Patience(Duration.ofMillis(1), Duration.ofMillis(2));

  @Test
  void tellsOfAnOutageThatOthersFoundAndOfItsEnd() {
    gate.will(away(Duration.ZERO, Duration.ZERO, true));
    gate.will(new ScriptedPass(false));

    assertThat(ask(1, number -> "answer")).isInstanceOf(Outcome.Answered.class);

    assertThat(journal.outagesStarted()).containsExactly("x: down");
    assertThat(journal.outagesEnded()).containsExactly("x: down");
    assertThat(gate.patiences.getFirst()).isNull();
    assertThat(gate.patiences.get(1)).isBetween(HOUR.minusMinutes(1), HOUR);
  }

  @Test
  void keepsQuietAboutAShortWaitThatTheProviderAskedFor() {
    gate.will(away(Duration.ZERO, Duration.ofMillis(2), false));
    gate.will(new ScriptedPass(false));

    ask(1, number -> "answer");

    assertThat(journal.outagesStarted()).isEmpty();
  }

  @Test
  void endsWithoutHavingBegunWhereItWaitedTooLong() {
    InMemoryJournal impatient = new InMemoryJournal(Duration.ZERO);
    gate.will(away(Duration.ZERO, Duration.ofSeconds(1), false));

    assertThatThrownBy(() ->
            patience.ask(
                Calls.of(impatient, KEY),
                "x",
                5,
                gate,
                _ -> {
                  throw new AssertionError("no attempt may be made");
                }))
        .isInstanceOf(CallFailedException.Outage.class)
        .hasMessage("x: down");
    assertThat(impatient.outagesStarted()).containsExactly("x: down");
    assertThat(impatient.inDoubt()).isEmpty();
  }

  @Test
  void waitsItsOwnTimeForOneWhoHasBeenAwayForLong() {
    gate.will(away(HOUR.multipliedBy(3), Duration.ZERO, true));
    gate.will(new ScriptedPass(false));

    ask(1, number -> "answer");

    assertThat(gate.patiences.get(1)).isBetween(HOUR.minusMinutes(1), HOUR);
  }

  @Test
  void tellsTheGateWhatCameOfEachAttemptAndGivesEachPlaceBack() {
    ScriptedPass first = new ScriptedPass(false);
    ScriptedPass second = new ScriptedPass(true);
    gate.will(first);
    gate.will(second);

    ask(
        5,
        number -> {
          if (number == 1) {
            throw AttemptFailedException.unavailable("rate-limited", "slow down", null);
          }
          return "answer";
        });

    assertThat(first.told).containsExactly("begun", "failed rate-limited", "closed");
    assertThat(second.told).containsExactly("begun", "answered", "closed");
  }

  @Test
  void usesNoPlaceWhereTheRunHaltsBeforeItBegins() {
    ScriptedPass pass = new ScriptedPass(false);
    pass.whenEntered = journal::stop;
    gate.will(pass);

    assertThatThrownBy(() -> ask(5, number -> "answer")).isInstanceOf(RunStoppedException.class);

    assertThat(pass.told).containsExactly("closed");
  }

  private Outcome<String> ask(int maxAttempts, Patience.Attempt<String> attempt) {
    return patience.ask(Calls.of(journal, KEY), "x", maxAttempts, gate, attempt);
  }

  private static Gate.Away away(Duration since, Duration atLeast, boolean outage) {
    return new Gate.Away("down", since, atLeast, outage);
  }

  private static final class ScriptedGate implements Gate {

    private final Queue<Entry> entries = new ArrayDeque<>();
    private final List<@Nullable Duration> patiences = new ArrayList<>();

    void will(Entry entry) {
      entries.add(entry);
    }

    @Override
    public Entry enter(UUID jobId, @Nullable Duration patience) {
      patiences.add(patience);
      Entry entry = entries.remove();
      if (entry instanceof ScriptedPass pass) {
        pass.whenEntered.run();
      }
      return entry;
    }
  }

  private static final class ScriptedPass implements Gate.Pass {

    private final List<String> told = new ArrayList<>();
    private final boolean probe;
    private Runnable whenEntered = () -> {};

    private ScriptedPass(boolean probe) {
      this.probe = probe;
    }

    @Override
    public boolean probe() {
      return probe;
    }

    @Override
    public void begun() {
      told.add("begun");
    }

    @Override
    public void answered() {
      told.add("answered");
    }

    @Override
    public void failed(AttemptFailedException why, Backoff backoff) {
      told.add("failed " + why.code());
    }

    @Override
    public void close() {
      told.add("closed");
    }
  }
}
