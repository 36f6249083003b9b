package dev.gepaserver.llm.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gepaserver.journal.AttemptFailedException;
import dev.gepaserver.journal.Backoff;
import dev.gepaserver.journal.Gate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Many threads before one gate. */
class LimiterTest {

  private static final UUID MUCH = new UUID(0, 1);
  private static final UUID LITTLE = new UUID(0, 2);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Backoff SHORT = new Backoff(Duration.ofMillis(1), Duration.ofMillis(1));

  private final Limiter limiter = new Limiter(new Limits(1, null, null, 1));

  @Test
  void letsJobsTakeTurnsHoweverMuchEachAsksFor() throws Exception {
    List<UUID> entered = new ArrayList<>();
    Gate.Pass held = pass(limiter.enter(MUCH, 0, null));
    List<Thread> waiting = new ArrayList<>();
    for (UUID job : List.of(MUCH, MUCH, MUCH, LITTLE, LITTLE)) {
      waiting.add(
          waiting(() -> {
            try (Gate.Pass pass = pass(limiter.enter(job, 0, null))) {
              entered.add(job);
              return pass;
            }
          }));
    }

    held.close();
    for (Thread thread : waiting) {
      thread.join();
    }

    // The one that holds the place was given it already.
    assertThat(entered).containsExactly(LITTLE, MUCH, LITTLE, MUCH, MUCH);
  }

  @Test
  void losesNoPlaceWhereThoseWhoWaitAreInterrupted() throws Exception {
    for (int round = 0; round < 200; round++) {
      Gate.Pass held = pass(limiter.enter(MUCH, 0, null));
      Thread given = waiting(this::enterAndLeave);
      Thread gone = waiting(this::enterAndLeave);

      Thread.ofVirtual().start(gone::interrupt);
      held.close();

      given.join();
      gone.join();
      pass(limiter.enter(LITTLE, 0, null)).close();
    }
  }

  @Test
  void endsTheWaitOfWhoIsInterruptedAtOnce() throws Exception {
    Gate.Pass held = pass(limiter.enter(MUCH, 0, null));
    FutureTask<Gate.Entry> asked = new FutureTask<>(() -> limiter.enter(LITTLE, 0, HOUR));
    Thread asking = Thread.ofVirtual().start(asked);
    await().until(() -> asking.getState() == Thread.State.WAITING);

    asking.interrupt();

    assertThatThrownBy(asked::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(InterruptedException.class);
    held.close();
  }

  @Test
  void tellsAllWhoWaitThatTheProviderIsAway() throws Exception {
    Gate.Pass held = pass(limiter.enter(MUCH, 0, null));
    CompletableFuture<Gate.Entry> much = enter(MUCH, null);
    CompletableFuture<Gate.Entry> little = enter(LITTLE, null);

    held.begun();
    held.failed(AttemptFailedException.unavailable("rate-limited", "later", HOUR), SHORT);
    held.close();

    assertThat(List.of(much.get(), little.get()))
        .allSatisfy(entry ->
            assertThat(entry)
                .isInstanceOfSatisfying(
                    Gate.Away.class,
                    away -> {
                      assertThat(away.what()).isEqualTo("later");
                      assertThat(away.atLeast()).isBetween(Duration.ofMinutes(50), HOUR);
                      assertThat(away.outage()).isFalse();
                    }));
  }

  @Test
  void waitsForOneWhoIsAwayAsLongAsItIsTold() throws Exception {
    Gate.Pass held = pass(limiter.enter(MUCH, 0, null));
    held.begun();
    held.failed(AttemptFailedException.unavailable("overloaded", "down", HOUR), SHORT);
    held.close();

    Gate.Entry entry = limiter.enter(LITTLE, 0, Duration.ofMillis(20));

    assertThat(entry)
        .isInstanceOfSatisfying(
            Gate.Away.class,
            away -> {
              assertThat(away.since()).isGreaterThanOrEqualTo(Duration.ofMillis(20));
              assertThat(away.outage()).isTrue();
            });
  }

  @Test
  void letsAllThroughWhenOneHasFoundTheProviderThere() throws Exception {
    Limiter wide = new Limiter(new Limits(64, null, null, 1));
    Gate.Pass failed = pass(wide.enter(MUCH, 0, null));
    failed.begun();
    failed.failed(AttemptFailedException.unavailable("network", "down", null), SHORT);
    failed.close();

    Gate.Pass probe = pass(wide.enter(MUCH, 0, HOUR));
    List<CompletableFuture<Gate.Entry>> others = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      others.add(entering(wide, LITTLE, HOUR));
    }
    assertThat(probe.probe()).isTrue();
    assertThat(others).noneMatch(CompletableFuture::isDone);
    probe.begun();
    probe.answered();
    probe.close();

    for (CompletableFuture<Gate.Entry> other : others) {
      assertThat(pass(other.get()).probe()).isFalse();
    }
  }

  private Gate.Entry enterAndLeave() throws InterruptedException {
    try (Gate.Pass pass = pass(limiter.enter(MUCH, 0, null))) {
      return pass;
    }
  }

  private CompletableFuture<Gate.Entry> enter(UUID job, @Nullable Duration patience) {
    return entering(limiter, job, patience);
  }

  /** Enters on a thread of its own; returns when it waits. */
  private static CompletableFuture<Gate.Entry> entering(
      Limiter limiter, UUID job, @Nullable Duration patience) {
    CompletableFuture<Gate.Entry> entered = new CompletableFuture<>();
    waiting(() -> {
      Gate.Entry entry = limiter.enter(job, 0, patience);
      entered.complete(entry);
      return entry;
    });
    return entered;
  }

  private interface Entering {
    Gate.Entry enter() throws InterruptedException;
  }

  private static Thread waiting(Entering entering) {
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                var _ = entering.enter();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(() ->
            thread.getState() == Thread.State.WAITING
                || thread.getState() == Thread.State.TIMED_WAITING);
    return thread;
  }

  private static Gate.Pass pass(Gate.Entry entry) {
    assertThat(entry).isInstanceOf(Gate.Pass.class);
    return (Gate.Pass) entry;
  }
}
