package dev.gepaserver.chaos;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Finds out how late a thread of this machine wakes up, while other things are measured: what a
 * busy machine costs them is not theirs.
 */
final class Metronome implements AutoCloseable {

  private static final Duration TICK = Duration.ofMillis(20);
  // Waking up, polling, asking the database and beginning to run: each may be late.
  private static final int STEPS = 10;
  private static final Duration LEAST = Duration.ofSeconds(1);

  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile long latestNanos;

  Metronome() {
    Thread.ofPlatform().daemon().name("metronome").start(this::run);
  }

  private void run() {
    try {
      long before = System.nanoTime();
      while (!closed.await(TICK.toMillis(), TimeUnit.MILLISECONDS)) {
        long now = System.nanoTime();
        latestNanos = Math.max(latestNanos, now - before - TICK.toNanos());
        before = now;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What a measured time may be longer by. */
  Duration slack() {
    return LEAST.plus(Duration.ofNanos(latestNanos).multipliedBy(STEPS));
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
