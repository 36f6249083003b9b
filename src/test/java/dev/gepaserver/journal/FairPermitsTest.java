package dev.gepaserver.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FairPermitsTest {

  private static final UUID MUCH = new UUID(0, 1);
  private static final UUID LITTLE = new UUID(0, 2);

  private final FairPermits permits = new FairPermits(1);
  private final List<UUID> granted = Collections.synchronizedList(new ArrayList<>());

  @Test
  void letsJobsTakeTurnsHoweverMuchEachAsksFor() throws Exception {
    permits.acquire(MUCH);
    List<Thread> waiting = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      waiting.add(ask(MUCH));
    }
    waiting.add(ask(LITTLE));
    waiting.add(ask(LITTLE));

    permits.release();
    for (Thread thread : waiting) {
      thread.join();
    }

    assertThat(granted).containsExactly(MUCH, LITTLE, MUCH, LITTLE, MUCH, MUCH, MUCH);
    assertThat(permits.available()).isEqualTo(1);
  }

  @Test
  void losesNoPermitWhereThoseWhoWaitAreInterrupted() throws Exception {
    for (int round = 0; round < 200; round++) {
      permits.acquire(MUCH);
      Thread given = ask(LITTLE);
      Thread gone = ask(MUCH);

      Thread.ofVirtual().start(gone::interrupt);
      permits.release();

      given.join();
      gone.join();
      assertThat(permits.available()).isEqualTo(1);
    }
  }

  /** Asks on a thread of its own, which gives the permit back at once. */
  private Thread ask(UUID job) {
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                permits.acquire(job);
                granted.add(job);
                permits.release();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    await().until(() -> thread.getState() == Thread.State.WAITING);
    return thread;
  }
}
