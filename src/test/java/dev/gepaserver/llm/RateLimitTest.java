package dev.gepaserver.llm;

import static dev.gepaserver.llm.TestModels.messages;
import static dev.gepaserver.llm.TestModels.model;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.journal.InMemoryJournal;
import dev.gepaserver.journal.Role;
import dev.gepaserver.testing.StrictServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Limits over real HTTP, held against what the server counts. */
class RateLimitTest {

  private static final int REQUESTS_A_MINUTE = 6_000;
  private static final int CONCURRENCY = 8;

  /**
   * Lets no window hold more than its share of the limit; whoever is turned away is not counted.
   */
  private static final class SlidingWindow {

    private final Queue<Long> within = new ArrayDeque<>();
    private final long window;
    private final int most;
    private long first;
    private long last;
    private int asked;
    private int turnedAway;

    SlidingWindow(Duration window) {
      this.window = window.toNanos();
      this.most = (int) (REQUESTS_A_MINUTE * window.toMillis() / 60_000);
    }

    boolean admits(long now) {
      first = asked == 0 ? now : first;
      last = now;
      asked++;
      while (!within.isEmpty() && within.element() <= now - window) {
        within.remove();
      }
      if (within.size() >= most) {
        turnedAway++;
        return false;
      }
      return within.add(now);
    }

    /** What of all that was allowed from the first request to the last one was used. */
    double used() {
      return (asked - turnedAway) / ((last - first) / 60e9 * REQUESTS_A_MINUTE);
    }

    double shareTurnedAway() {
      return turnedAway / (double) asked;
    }
  }

  @Test
  @Tag("slow")
  void usesNineTenthsOfASlidingWindowAndIsHardlyEverTurnedAway() throws Exception {
    SlidingWindow window = new SlidingWindow(Duration.ofSeconds(10));
    List<Long> times = new ArrayList<>();

    askAll(
        2_000,
        () -> {
          synchronized (times) {
            long now = System.nanoTime();
            times.add(now);
            return window.admits(now);
          }
        });

    System.out.printf(
        "%d requests: %.1f%% of the window used, %.2f%% turned away%n",
        window.asked, window.used() * 100, window.shareTurnedAway() * 100);
    assertThat(window.used()).isGreaterThanOrEqualTo(0.9);
    assertThat(window.shareTurnedAway()).isLessThan(0.01);
    for (int seconds : List.of(2, 5, 10, 20)) {
      SlidingWindow another = new SlidingWindow(Duration.ofSeconds(seconds));
      times.forEach(another::admits);
      assertThat(another.shareTurnedAway()).as("in %d s", seconds).isLessThan(0.01);
    }
  }

  @Test
  void waitsWithAllCallsAsLongAsOneWasToldTo() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    AtomicLong sentAwayAt = new AtomicLong();
    CompletableFuture<Duration> waited = new CompletableFuture<>();

    // All places are taken but that of the call that is sent away, so the next request is of one
    // that waited for this place and was never sent away itself.
    askAll(
        32,
        () -> {
          int number = asked.incrementAndGet();
          if (number < CONCURRENCY) {
            waited.join();
          } else if (number == CONCURRENCY) {
            sentAwayAt.set(System.nanoTime());
          } else {
            waited.complete(Duration.ofNanos(System.nanoTime() - sentAwayAt.get()));
          }
          return number != CONCURRENCY;
        });

    assertThat(asked).hasValue(33);
    assertThat(waited.join()).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
  }

  /** Two jobs ask so many times in all, eight at once; gives nothing until all are answered. */
  private static void askAll(int calls, BooleanSupplier admits) throws Exception {
    try (StrictServer server = server(admits);
        TestModels room =
            new TestModels(
                Map.of(
                    "gepa.providers.stub.type",
                    "openai",
                    "gepa.providers.stub.api-key",
                    "none",
                    "gepa.providers.stub.base-url",
                    server.baseUrl(),
                    "gepa.providers.stub.max-concurrency",
                    CONCURRENCY,
                    "gepa.providers.stub.requests-per-minute",
                    REQUESTS_A_MINUTE));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Models models = room.defaultModels();
      List<InMemoryJournal> jobs =
          List.of(
              new InMemoryJournal(new UUID(0, 1), Duration.ofHours(1)),
              new InMemoryJournal(new UUID(0, 2), Duration.ofHours(1)));
      List<Callable<Object>> asked = new ArrayList<>();
      for (int i = 0; i < calls; i++) {
        int position = i;
        asked.add(() ->
            models.ask(
                jobs.get(position % 2).scope(1, "parent", 0, position),
                "answer",
                Role.TASK,
                model("stub", "m"),
                messages(null, "no. " + position)));
      }
      for (Future<Object> answered : threads.invokeAll(asked)) {
        answered.get();
      }
    }
  }

  private static StrictServer server(BooleanSupplier admits) throws IOException {
    return new StrictServer(request -> {
      if (admits.getAsBoolean()) {
        request.reply("x");
      } else {
        request.sendAway("1");
      }
    });
  }
}
