package dev.gepaserver.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.testing.Service;
import dev.gepaserver.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The time of day jumps an hour to and fro while jobs run. */
@Tag("slow")
class JumpingClockTest {

  private static final int MAX_ROLLOUTS = 60;

  @Test
  void decidesTheSameAndTakesNobodyForLateOrAway() throws Exception {
    Map<String, JsonNode> straight = Trial.straight(MAX_ROLLOUTS);
    TestDatabase.Access database = TestDatabase.create();
    JumpingClock clock = new JumpingClock();

    try (Outside outside = new Outside();
        Service service = Service.withClock(clock, database, Trial.settings(outside))) {
      Trial trial = new Trial(outside, MAX_ROLLOUTS).submit(service);
      trial.awaitAnswers(50);
      clock.jumping = true;

      Trial.assertSame(trial.results(service), straight);
      assertThat(clock.asked.get()).isPositive();
      new Books(outside, database).assertNothingWasAskedTwice();
    }
  }

  /** Right at first, then an hour behind, right, and an hour ahead in turn. */
  private static final class JumpingClock implements InstantSource {

    private static final InstantSource RIGHT = InstantSource.system();

    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean jumping;

    @Override
    public Instant instant() {
      int hours = jumping ? asked.getAndIncrement() % 3 - 1 : 0;
      return RIGHT.instant().plus(Duration.ofHours(hours));
    }
  }
}
