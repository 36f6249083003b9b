package dev.gepaserver.llm.limit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * A law and those who wait for it, on a clock that jumps from one thing that happens to the next.
 */
final class Simulation {

  private static final long LATEST_WAKING = Duration.ofMillis(20).toNanos();
  private static final long LONGEST_CALL = Duration.ofSeconds(3).toNanos();

  private record Event(long at, long order, Runnable what) {}

  private record Asked(UUID jobId, long tokens, long taken, Runnable answered)
      implements Line.Waiting {}

  /** What went on the wire. */
  record Sent(UUID job, long at, long tokens) {}

  final List<Sent> sent = new ArrayList<>();
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
  private final Line<Asked> line = new Line<>();
  private final Random random;
  private Law law;
  private long order;
  private long now;

  Simulation(Limits limits, long seed) {
    this.random = new Random(seed);
    this.law = new Law(limits, 0);
  }

  /** The process dies and is started anew, what it knew of the provider forgotten. */
  void restart(Limits limits, long at) {
    at(at, () -> law = new Law(limits, now));
  }

  /** A job asks at a time; what it will take is known to be so many tokens at most. */
  void ask(UUID job, long at, long estimate, long tokens) {
    at(at, () -> line.add(new Asked(job, estimate, tokens, () -> {})));
  }

  /** So many callers of a job, each asking again as soon as it is answered. */
  void askAllTheTime(UUID job, int callers, LongSupplier estimate) {
    for (int i = 0; i < callers; i++) {
      askAgain(job, estimate);
    }
  }

  private void askAgain(UUID job, LongSupplier estimate) {
    long most = estimate.getAsLong();
    long tokens = most - (long) (most * random.nextDouble() / 2);
    line.add(new Asked(job, most, tokens, () -> askAgain(job, estimate)));
  }

  /** Lets it all happen until a time. */
  void run(long end) {
    while (now < end) {
      Line.Turn<Asked> next = line.next(law, now);
      long ready = next == null ? Breaker.NEVER : next.at();
      if (next != null && ready <= now) {
        line.take(next.who());
        send(next.who());
        continue;
      }
      Event event = events.peek();
      if (event == null && next == null) {
        return;
      }
      long happens = event == null ? Breaker.NEVER : event.at();
      if (event != null && happens <= ready) {
        events.remove();
        now = event.at();
        event.what().run();
      } else {
        // Nobody wakes on time.
        now = Math.min(happens, ready + random.nextLong(LATEST_WAKING));
      }
    }
  }

  private void send(Asked asked) {
    Law one = law;
    Law.Place place = one.enter(asked.tokens(), now);
    sent.add(new Sent(asked.jobId(), now, asked.taken()));
    at(
        now + random.nextLong(LONGEST_CALL),
        () -> {
          one.used(place, asked.taken(), now);
          one.answered(place);
          one.leave(place);
          asked.answered().run();
        });
  }

  private void at(long at, Runnable what) {
    events.add(new Event(at, order++, what));
  }

  /** The most tokens, or requests where each counts 1, that any window of a length held. */
  static long mostInAnyWindow(List<Sent> sent, Duration window) {
    long most = 0;
    long sum = 0;
    int first = 0;
    for (Sent one : sent) {
      sum += one.tokens();
      while (sent.get(first).at() < one.at() - window.toNanos()) {
        sum -= sent.get(first++).tokens();
      }
      most = Math.max(most, sum);
    }
    return most;
  }
}
