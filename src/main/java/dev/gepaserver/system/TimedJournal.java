package dev.gepaserver.system;

import dev.gepaserver.journal.CallClock;
import dev.gepaserver.journal.CallJournal;
import dev.gepaserver.journal.CallKey;
import dev.gepaserver.journal.ModelCall;
import dev.gepaserver.journal.RunStoppedException;
import dev.gepaserver.journal.ToolCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * A journal that also counts the time since it was made, without the time in which any of its calls
 * rested or asked in vain. Once it is abandoned nothing new can begin; answers are still taken.
 */
final class TimedJournal implements CallJournal {

  private final CallJournal journal;
  private final LongSupplier nanoTime;
  private final Set<Clock> clocks = new HashSet<>();
  private final List<String> away = new ArrayList<>();
  private long countedNanos;
  private long since;
  private int resting;
  private boolean abandoned;

  /**
   * Begins to count.
   *
   * @param nanoTime elapsed time in nanoseconds, from any beginning; never goes back
   */
  TimedJournal(CallJournal journal, LongSupplier nanoTime) {
    this.journal = journal;
    this.nanoTime = nanoTime;
    this.since = nanoTime.getAsLong();
  }

  /** The time counted so far; less than before where an attempt turned out to be in vain. */
  synchronized Duration counted() {
    count();
    return Duration.ofNanos(countedNanos);
  }

  /**
   * Abandons the work where it has taken so long: from then on it can begin nothing, and waits for
   * nobody.
   *
   * @return whether it did
   */
  synchronized boolean abandonAfter(Duration timeout) {
    if (counted().compareTo(timeout) < 0) {
      return false;
    }
    abandoned = true;
    away.forEach(journal::availableAgain);
    away.clear();
    return true;
  }

  private void count() {
    long now = nanoTime.getAsLong();
    if (resting == 0) {
      countedNanos += now - since;
    }
    since = now;
  }

  @Override
  public CallClock clock() {
    return new Clock();
  }

  @Override
  public void goOn() {
    refuseLate();
    journal.goOn();
  }

  @Override
  public void begin(Collection<CallKey> calls) {
    refuseLate();
    journal.begin(calls);
  }

  @Override
  public void unanswered(Collection<CallKey> calls) {
    journal.unanswered(calls);
  }

  @Override
  public synchronized void unavailable(String what) {
    goOn();
    journal.unavailable(what);
    away.add(what);
  }

  @Override
  public synchronized void availableAgain(String what) {
    if (away.remove(what)) {
      journal.availableAgain(what);
    }
  }

  @Override
  public UUID jobId() {
    return journal.jobId();
  }

  @Override
  public Optional<ModelCall> modelCall(CallKey key, String hash) {
    refuseLate();
    return journal.modelCall(key, hash);
  }

  @Override
  public Optional<ToolCall> toolCall(CallKey key, String hash) {
    refuseLate();
    return journal.toolCall(key, hash);
  }

  @Override
  public CompletableFuture<Void> record(ModelCall call) {
    return journal.record(call);
  }

  @Override
  public CompletableFuture<Void> record(List<ToolCall> calls) {
    return journal.record(calls);
  }

  @Override
  public Duration outageTimeout() {
    return journal.outageTimeout();
  }

  @Override
  public int mostBilledAttempts() {
    return journal.mostBilledAttempts();
  }

  private synchronized void refuseLate() {
    if (abandoned) {
      throw new RunStoppedException("the rollout is late, nobody waits for it");
    }
  }

  /** The time of one call; several of a rollout may be away at once. */
  private final class Clock implements CallClock {

    private long mark;
    private boolean rests;

    Clock() {
      synchronized (TimedJournal.this) {
        count();
        mark = countedNanos;
        clocks.add(this);
      }
    }

    @Override
    public void rest() {
      synchronized (TimedJournal.this) {
        count();
        if (!rests) {
          rests = true;
          resting++;
        }
      }
    }

    @Override
    public void work() {
      synchronized (TimedJournal.this) {
        count();
        wake();
        mark = countedNanos;
      }
    }

    @Override
    public void inVain() {
      synchronized (TimedJournal.this) {
        count();
        if (!rests) {
          // What is taken back here must not be taken back by another call once more.
          countedNanos = mark;
          clocks.forEach(clock -> clock.mark = Math.min(clock.mark, countedNanos));
        }
        rest();
      }
    }

    @Override
    public void close() {
      synchronized (TimedJournal.this) {
        count();
        wake();
        clocks.remove(this);
      }
    }

    private void wake() {
      if (rests) {
        rests = false;
        resting--;
      }
    }
  }
}
