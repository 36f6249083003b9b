package dev.gepaserver.llm.limit;

import dev.gepaserver.journal.AttemptFailedException;
import dev.gepaserver.journal.Backoff;
import dev.gepaserver.journal.Gate;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one provider's limits for all jobs of this node, which take turns. Nobody is late for the
 * one whose turn it is: it alone waits for the time, all others wait for their turn. Thread-safe.
 */
public final class Limiter {

  private final ReentrantLock lock = new ReentrantLock();
  private final Line<Waiting> line = new Line<>();
  private final TokenForecast forecast = new TokenForecast();
  private final boolean countsTokens;
  private final LongSupplier nanoTime;
  private final Law law;

  private record Waiting(UUID jobId, long tokens, Condition wake) implements Line.Waiting {}

  /** Begins to keep them. */
  public Limiter(Limits limits) {
    this(limits, System::nanoTime);
  }

  private Limiter(Limits limits, LongSupplier clock) {
    long start = clock.getAsLong();
    this.nanoTime = () -> clock.getAsLong() - start;
    this.law = new Law(limits, 0);
    this.countsTokens = limits.tokensPerMinute() != null;
  }

  /**
   * The way of one call through the limits.
   *
   * @param kind which calls are alike in their tokens
   * @param characters of its messages
   * @param maxTokens most tokens of its reply, null where that is open
   */
  public LimitedCall call(String kind, long characters, @Nullable Integer maxTokens) {
    return new LimitedCall(this, kind, characters, maxTokens);
  }

  long forecast(String kind, long characters, @Nullable Integer maxTokens) {
    return countsTokens ? forecast.of(kind, characters, maxTokens) : 0;
  }

  void learn(String kind, long characters, long inputTokens, long outputTokens) {
    if (countsTokens) {
      forecast.learn(kind, characters, inputTokens, outputTokens);
    }
  }

  Gate.Entry enter(UUID jobId, long tokens, @Nullable Duration patience)
      throws InterruptedException {
    lock.lockInterruptibly();
    try {
      Waiting one = new Waiting(jobId, tokens, lock.newCondition());
      line.add(one);
      Gate.Entry entry = null;
      try {
        entry = await(one, patience);
        return entry;
      } finally {
        if (!(entry instanceof Pass)) {
          line.remove(one);
        }
        wakeNext();
      }
    } finally {
      lock.unlock();
    }
  }

  private Gate.Entry await(Waiting one, @Nullable Duration patience) throws InterruptedException {
    long deadline = nanoTime.getAsLong() + (patience == null ? 0 : patience.toNanos());
    while (true) {
      long now = nanoTime.getAsLong();
      Line.Turn<Waiting> turn = Objects.requireNonNull(line.next(law, now));
      long ready = turn.who() == one ? turn.at() : Breaker.NEVER;
      if (ready <= now) {
        line.take(one);
        return new Pass(law.enter(one.tokens, now));
      }
      Gate.Away away = law.away(now);
      if (away != null && now >= deadline) {
        return away;
      }
      long until = away == null ? ready : Math.min(ready, deadline);
      if (turn.who() != one) {
        // It may be another one's by now, who does not know it yet.
        turn.who().wake.signal();
      }
      if (until == Breaker.NEVER) {
        one.wake.await();
      } else {
        one.wake.awaitNanos(until - now);
      }
    }
  }

  private void wakeNext() {
    Line.Turn<Waiting> next = line.next(law, nanoTime.getAsLong());
    if (next != null) {
      next.who().wake.signal();
    }
  }

  /** Used by one thread, the attempt's. */
  final class Pass implements Gate.Pass {

    private final Law.Place place;
    private boolean begun;

    private Pass(Law.Place place) {
      this.place = place;
    }

    @Override
    public boolean probe() {
      return place.probe();
    }

    @Override
    public void begun() {
      begun = true;
    }

    void used(long tokens) {
      change(() -> law.used(place, tokens, nanoTime.getAsLong()));
    }

    @Override
    public void answered() {
      change(() -> law.answered(place));
    }

    @Override
    public void failed(AttemptFailedException why, Backoff backoff) {
      change(() -> {
        long now = nanoTime.getAsLong();
        law.failed(place, why, backoff, now);
        if (law.away(now) != null) {
          // Each of them has to know how long it may wait for one who is away.
          line.all().forEach(one -> one.wake.signal());
        }
      });
    }

    @Override
    public void close() {
      change(() -> {
        if (!begun) {
          law.unused(place, nanoTime.getAsLong());
        }
        law.leave(place);
      });
    }

    private void change(Runnable what) {
      lock.lock();
      try {
        what.run();
        wakeNext();
      } finally {
        lock.unlock();
      }
    }
  }
}
