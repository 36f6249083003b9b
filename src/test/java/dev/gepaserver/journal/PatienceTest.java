package dev.gepaserver.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gepaserver.common.CallFailedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatienceTest {

  private static final Instant NOW = Instant.parse("2026-01-05T10:00:00Z");

  private static final CallKey KEY = new CallKey(1, "parent", 0, 0, "answer");

  private final InMemoryJournal journal = new InMemoryJournal();
  private final Patience patience = new Patience(Duration.ofMillis(1), Duration.ofMillis(2));

  @Test
  void countsAttemptsAndKeepsTheirErrors() {
    Outcome<String> outcome =
        patience.ask(
            Calls.of(journal, KEY),
            "x",
            5,
            null,
            number -> {
              if (number < 3) {
                throw AttemptFailedException.unavailable("overloaded", "busy " + number, null);
              }
              return "answer";
            });

    assertThat(outcome).isInstanceOf(Outcome.Answered.class);
    assertThat(outcome.attempts().count()).isEqualTo(3);
    assertThat(outcome.attempts().errors())
        .containsExactly(
            new CallError("overloaded", "busy 1"), new CallError("overloaded", "busy 2"));
    assertThat(journal.outagesStarted()).isEmpty();
  }

  @Test
  void doesNotTakeASpoiledAnswerDuringAnOutageForAFault() {
    Outcome<String> outcome =
        patience.ask(
            Calls.of(journal, KEY),
            "x",
            2,
            null,
            number -> {
              switch (number) {
                case 1, 2, 4 ->
                    throw AttemptFailedException.unavailable("overloaded", "busy", null);
                case 3 -> throw AttemptFailedException.spoiled("timeout", "late");
                default -> {
                  return "answer";
                }
              }
            });

    assertThat(outcome).isInstanceOf(Outcome.Answered.class);
    assertThat(journal.outagesEnded()).containsExactly("x: busy");
  }

  @Test
  void endsAnOutageWithAFinalFailureToo() {
    Outcome<String> outcome =
        patience.ask(
            Calls.of(journal, KEY),
            "x",
            1,
            null,
            number -> {
              throw number == 1
                  ? AttemptFailedException.unavailable("overloaded", "busy", null)
                  : AttemptFailedException.hopeless("model-unknown", "gone");
            });

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed ->
                assertThat(failed.failure()).isInstanceOf(CallFailedException.Hopeless.class));
    assertThat(journal.outagesEnded()).hasSize(1);
  }

  @Test
  void leavesOnlyWhatIsOnTheWireInDoubt() {
    List<Boolean> whileAsked = new ArrayList<>();
    Thread asking = Thread.currentThread();

    assertThatThrownBy(() ->
            patience.ask(
                Calls.of(journal, KEY),
                "x",
                5,
                null,
                number -> {
                  whileAsked.add(journal.inDoubt().contains(KEY));
                  if (number == 2) {
                    asking.interrupt();
                  }
                  throw AttemptFailedException.unavailable("overloaded", "busy", null);
                }))
        .isInstanceOf(RunStoppedException.class);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(whileAsked).containsExactly(true, true);
    assertThat(journal.inDoubt()).isEmpty();
    assertThatThrownBy(() ->
            patience.ask(
                Calls.of(journal, KEY),
                "x",
                5,
                null,
                _ -> {
                  throw new InterruptedException();
                }))
        .isInstanceOf(RunStoppedException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(journal.inDoubt()).containsExactly(KEY);
  }

  @Test
  void endsWhenTheRunIsBeingStopped() {
    journal.stop();

    assertThatThrownBy(() ->
            patience.ask(
                Calls.of(journal, KEY),
                "x",
                1,
                null,
                _ -> {
                  throw AttemptFailedException.unavailable("overloaded", "busy", null);
                }))
        .isInstanceOf(RunStoppedException.class);
  }

  @Test
  void tellsOfAnOutageWhereALongWaitIsAskedFor() {
    Outcome<String> outcome =
        patience.ask(
            Calls.of(journal, KEY),
            "x",
            5,
            null,
            number -> {
              if (number == 1) {
                throw AttemptFailedException.unavailable(
                    "overloaded", "busy", Duration.ofMillis(20));
              }
              return "answer";
            });

    assertThat(outcome).isInstanceOf(Outcome.Answered.class);
    assertThat(journal.outagesStarted()).containsExactly("x: busy");
    assertThat(journal.outagesEnded()).containsExactly("x: busy");
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "50, 2"})
  void neverWaitsLongerThanTheOutageTimeout(long outageTimeoutMs, int attempts) {
    InMemoryJournal impatient = new InMemoryJournal(Duration.ofMillis(outageTimeoutMs));
    AtomicInteger made = new AtomicInteger();

    assertThatThrownBy(() ->
            patience.ask(
                Calls.of(impatient, KEY),
                "x",
                5,
                null,
                number -> {
                  made.set(number);
                  throw AttemptFailedException.unavailable(
                      "overloaded", "busy", Duration.ofHours(1));
                }))
        .isInstanceOf(CallFailedException.Outage.class);

    assertThat(made).hasValue(attempts);
    assertThat(impatient.outagesStarted()).containsExactly("x: busy");
  }

  @Test
  void asksBeforeEachAttemptWhetherTheRunGoesOn() {
    AtomicInteger made = new AtomicInteger();

    assertThatThrownBy(() ->
            patience.ask(
                Calls.of(journal, KEY),
                "x",
                5,
                null,
                number -> {
                  made.set(number);
                  journal.stop();
                  throw AttemptFailedException.unavailable("overloaded", "busy", null);
                }))
        .isInstanceOf(RunStoppedException.class);

    assertThat(made).hasValue(1);
  }

  @Test
  void beginsNothingWhereTheRunHaltsWhileItWaitsForAPermit() throws Exception {
    Permits permits = new Permits(0);
    FutureTask<Outcome<String>> asked =
        new FutureTask<>(() ->
            patience.ask(
                Calls.of(journal, KEY),
                "x",
                5,
                permits,
                _ -> {
                  throw new AssertionError("no attempt may be made");
                }));
    Thread asking = Thread.ofVirtual().start(asked);
    await().until(() -> asking.getState() == Thread.State.WAITING);

    journal.stop();
    permits.release();

    assertThatThrownBy(asked::get).hasCauseInstanceOf(RunStoppedException.class);
    assertThat(permits.available()).isEqualTo(1);
    assertThat(journal.inDoubt()).isEmpty();
  }

  @Test
  void tellsWhatAFaultWasAndHowOftenItAsked() {
    Outcome<String> outcome =
        patience.ask(
            Calls.of(journal, KEY),
            "x",
            2,
            null,
            _ -> {
              throw AttemptFailedException.spoiled("timeout", "late");
            });

    CallFailedException failure = ((Outcome.Failed<String>) outcome).failure();
    assertThat(failure)
        .isInstanceOfSatisfying(
            CallFailedException.Faulty.class,
            faulty -> {
              assertThat(faulty.code()).isEqualTo("timeout");
              assertThat(faulty.attempts()).isEqualTo(2);
              assertThat(faulty.latencyMs()).isEqualTo(outcome.attempts().latencyMs());
            });
  }

  @Test
  void givesItsPermitBackWhateverHappens() {
    Permits permits = new Permits(1);

    patience.ask(
        Calls.of(journal, KEY),
        "x",
        1,
        permits,
        _ -> {
          throw AttemptFailedException.faulty("rejected", "no");
        });

    assertThat(permits.available()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "null",
      value = {
        "7|PT7S",
        "0|PT0S",
        "0.25|PT0.25S",
        "Mon, 05 Jan 2026 10:00:30 GMT|PT30S",
        "Mon, 05 Jan 2026 09:00:00 GMT|PT0S",
        "999999999|PT24H",
        "soon|null",
        "-3|null",
        "null|null"
      })
  void readsRetryAfter(@Nullable String header, @Nullable String wait) {
    assertThat(RetryAfter.read(header, NOW)).isEqualTo(wait == null ? null : Duration.parse(wait));
  }
}
