package dev.gepaserver.journal;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** A gate that lets through so many at once and never finds anybody away. */
public final class Permits implements Gate {

  private final Semaphore permits;

  /** Makes some. */
  public Permits(int permits) {
    this.permits = new Semaphore(permits);
  }

  /** Gives one more. */
  public void release() {
    permits.release();
  }

  /** How many are free. */
  public int available() {
    return permits.availablePermits();
  }

  @Override
  public Entry enter(UUID jobId, @Nullable Duration patience) throws InterruptedException {
    permits.acquire();
    return new Pass() {
      @Override
      public boolean probe() {
        return false;
      }

      @Override
      public void begun() {}

      @Override
      public void answered() {}

      @Override
      public void failed(AttemptFailedException why, Backoff backoff) {}

      @Override
      public void close() {
        permits.release();
      }
    };
  }
}
