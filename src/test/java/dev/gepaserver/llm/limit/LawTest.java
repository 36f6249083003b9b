package dev.gepaserver.llm.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.journal.AttemptFailedException;
import dev.gepaserver.journal.Backoff;
import dev.gepaserver.journal.Gate;
import dev.gepaserver.llm.limit.Simulation.Sent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes when, on a clock of its own. */
class LawTest {

  private static final UUID MUCH = new UUID(0, 1);
  private static final UUID LITTLE = new UUID(0, 2);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final int MINUTES = 5;
  private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(8));

  @ParameterizedTest
  @CsvSource({"60, 1", "60, 2", "600, 3", "6000, 4", "6000, 5", "30000, 6"})
  void neverHoldsMoreThanTheLimitInAnyWindowOfASecondOrMore(int perMinute, long seed) {
    Simulation world = new Simulation(requests(perMinute), seed);
    askInBursts(world, perMinute, seed);

    world.run(MINUTES * 60 * SECOND);

    for (int seconds : List.of(1, 10, 60)) {
      assertThat(Simulation.mostInAnyWindow(world.sent, Duration.ofSeconds(seconds)))
          .as("in %d s", seconds)
          .isPositive()
          .isLessThanOrEqualTo(perMinute * seconds / 60);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "5, 3", "50, 4", "60, 5", "6000, 6"})
  void leavesRoomForWhatAProcessBeforeItHasSent(int perMinute, long seed) {
    Random random = new Random(seed);
    Simulation world = new Simulation(requests(perMinute), seed);
    world.askAllTheTime(MUCH, 500, () -> 1);
    for (int i = 0; i < MINUTES; i++) {
      world.restart(requests(perMinute), random.nextLong(MINUTES * 60 * SECOND));
    }

    world.run(MINUTES * 60 * SECOND);

    assertThat(Simulation.mostInAnyWindow(world.sent, MINUTE))
        .isPositive()
        .isLessThanOrEqualTo(perMinute);
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 600, 6000, 30_000})
  void usesNineTenthsOfTheLimitFromTheFirstSecondOn(int perMinute) {
    Simulation world = new Simulation(requests(perMinute), perMinute);
    world.askAllTheTime(MUCH, 3000, () -> 1);

    world.run(MINUTES * 60 * SECOND);

    long inTenSeconds = world.sent.stream().filter(s -> s.at() < 10 * SECOND).count();
    assertThat(inTenSeconds).isGreaterThanOrEqualTo(perMinute / 6 * 9 / 10);
    assertThat(world.sent.size()).isGreaterThanOrEqualTo(MINUTES * perMinute * 9 / 10);
  }

  @ParameterizedTest
  @CsvSource({"100000, 500, 1", "100000, 5000, 2", "30000, 3000, 3"})
  void keepsTokensBelowTheirLimitAndUsesNineTenthsOfIt(int perMinute, int largest, long seed) {
    Random random = new Random(seed);
    Simulation world = new Simulation(new Limits(1000, null, perMinute, 5), seed);
    world.askAllTheTime(MUCH, 100, () -> 1 + random.nextInt(largest));

    world.run(MINUTES * 60 * SECOND);

    long all = world.sent.stream().mapToLong(Sent::tokens).sum();
    assertThat(Simulation.mostInAnyWindow(world.sent, MINUTE)).isLessThanOrEqualTo(perMinute);
    assertThat(all).isGreaterThanOrEqualTo(MINUTES * perMinute * 9L / 10);
  }

  @Test
  void letsACallThatIsLargerThanTheLimitGoAlone() {
    Simulation world = new Simulation(new Limits(1000, null, 1000, 5), 1);
    world.ask(LITTLE, 0, 400, 400);
    world.ask(MUCH, SECOND, 5000, 5000);
    world.ask(LITTLE, 2 * SECOND, 400, 400);

    world.run(30 * MINUTES * 60 * SECOND);

    assertThat(world.sent).extracting(Sent::tokens).containsExactly(400L, 5000L, 400L);
    assertThat(world.sent.get(1).at() - world.sent.get(0).at())
        .isGreaterThanOrEqualTo(MINUTE.toNanos());
    assertThat(world.sent.get(2).at() - world.sent.get(1).at())
        .isGreaterThanOrEqualTo(5 * MINUTE.toNanos());
  }

  @Test
  void letsNoJobStarveAnother() {
    Simulation world = new Simulation(requests(600), 1);
    world.askAllTheTime(MUCH, 1000, () -> 1);
    for (int i = 0; i < 100; i++) {
      world.ask(LITTLE, SECOND + i * SECOND / 2, 1, 1);
    }

    world.run(60 * SECOND);

    List<Long> waits = new ArrayList<>();
    int asked = 0;
    for (Sent one : world.sent) {
      if (one.job().equals(LITTLE)) {
        waits.add(one.at() - (SECOND + asked++ * SECOND / 2));
      }
    }
    // A turn of the other job, and its own; each takes about a tenth of a second.
    assertThat(waits).hasSize(100).allMatch(wait -> wait < SECOND / 4);
  }

  @Test
  void letsSmallCallsPassALargeOneThatWaitsForTokens() {
    Simulation world = new Simulation(new Limits(1000, null, 20_000, 5), 1);
    world.askAllTheTime(MUCH, 2, () -> 18_000);
    world.ask(LITTLE, 10 * SECOND, 21, 21);
    world.ask(LITTLE, 30 * SECOND, 21, 21);

    world.run(40 * SECOND);

    assertThat(world.sent).extracting(Sent::job).containsExactly(MUCH, LITTLE, LITTLE);
    assertThat(world.sent.get(1).at()).isLessThan(11 * SECOND);
    assertThat(world.sent.get(2).at()).isLessThan(31 * SECOND);
  }

  @ParameterizedTest
  @CsvSource({"18000, 21", "18000, 2000", "9000, 100", "2000, 50"})
  void givesJobsThatAskAllTheTimeTheSameTokensHoweverLargeTheirCallsAre(long large, long small) {
    Simulation world = new Simulation(new Limits(1000, null, 20_000, 5), 1);
    world.askAllTheTime(MUCH, 50, () -> large);
    world.askAllTheTime(LITTLE, 50, () -> small);

    world.run(60 * MINUTE.toNanos());

    long much = tokens(world, MUCH);
    long little = tokens(world, LITTLE);
    assertThat(much / (double) little).isBetween(0.8, 1.25);
    // Room for a large call is made of a whole minute; a small one goes at the latest after that.
    assertThat(longestGap(world, MUCH)).isLessThan(3 * MINUTE.toNanos());
    assertThat(longestGap(world, LITTLE)).isLessThan(70 * SECOND);
    assertThat(Simulation.mostInAnyWindow(world.sent, MINUTE)).isLessThanOrEqualTo(20_000);
  }

  private static long tokens(Simulation world, UUID job) {
    return world.sent.stream().filter(one -> one.job().equals(job)).mapToLong(Sent::tokens).sum();
  }

  private static long longestGap(Simulation world, UUID job) {
    long longest = 0;
    long last = 0;
    for (Sent one : world.sent) {
      if (one.job().equals(job)) {
        longest = Math.max(longest, one.at() - last);
        last = one.at();
      }
    }
    return longest;
  }

  @Test
  void closesForAllAsLongAsTheProviderAsked() {
    Law law = new Law(new Limits(64, null, null, 5), 0);
    Law.Place place = law.enter(0, 0);

    fail(law, place, AttemptFailedException.RATE_LIMITED, Duration.ofSeconds(7), SECOND);

    assertThat(law.readyAt(0, SECOND)).isEqualTo(8 * SECOND);
    assertThat(law.away(3 * SECOND))
        .isEqualTo(new Gate.Away("down", Duration.ofSeconds(2), Duration.ofSeconds(5), false));
    assertThat(law.away(8 * SECOND)).isNull();
  }

  @Test
  void neverOpensEarlierThanTheLongestWaitAskedFor() {
    Law law = new Law(new Limits(64, null, null, 5), 0);
    Law.Place first = law.enter(0, 0);
    Law.Place second = law.enter(0, 0);

    fail(law, first, AttemptFailedException.RATE_LIMITED, Duration.ofSeconds(7), SECOND);
    fail(law, second, AttemptFailedException.RATE_LIMITED, Duration.ofSeconds(1), SECOND);

    assertThat(law.readyAt(0, SECOND)).isEqualTo(8 * SECOND);
  }

  @Test
  void halvesOnceASecondWhereTheProviderNamesNoWaitAndRecovers() {
    Law law = new Law(new Limits(64, null, null, 5), 0);
    fail(law, law.enter(0, 0), AttemptFailedException.RATE_LIMITED, null, SECOND);
    fail(law, law.enter(0, SECOND), AttemptFailedException.RATE_LIMITED, null, SECOND);

    assertThat(placesAt(law, SECOND)).isEqualTo(32);
    assertThat(placesAt(law, 3 * SECOND)).isEqualTo(44);
    assertThat(placesAt(law, 6 * SECOND)).isEqualTo(64);
    for (int i = 10; i < 30; i++) {
      fail(law, law.enter(0, i * SECOND), AttemptFailedException.RATE_LIMITED, null, i * SECOND);
    }
    assertThat(placesAt(law, 29 * SECOND)).isBetween(1, 8);
  }

  @Test
  void slowsThePaceDownAsWell() {
    Law law = new Law(new Limits(64, 60, null, 5), 0);
    fail(law, law.enter(0, 10 * SECOND), AttemptFailedException.RATE_LIMITED, null, 20 * SECOND);

    law.enter(0, 20 * SECOND);

    assertThat(law.readyAt(0, 20 * SECOND)).isGreaterThan(22 * SECOND);
  }

  @Test
  void letsOneAtATimeLookWhetherTheProviderIsThereAgain() {
    Law law = new Law(new Limits(64, null, null, 3), 0);
    for (int i = 0; i < 3; i++) {
      assertThat(law.away(i * SECOND)).isNull();
      fail(law, law.enter(0, i * SECOND), AttemptFailedException.OVERLOADED, null, i * SECOND);
    }
    long lastPause = 0;
    long now = 2 * SECOND;
    for (int i = 0; i < 4; i++) {
      assertThat(law.away(now).outage()).isTrue();
      long ready = law.readyAt(0, now);
      assertThat(ready - now).isBetween(SECOND << i >> 1, SECOND << i);
      Law.Place probe = law.enter(0, ready);
      assertThat(probe.probe()).isTrue();
      assertThat(law.readyAt(0, ready + 60 * SECOND)).isEqualTo(Breaker.NEVER);
      now = ready + SECOND;
      fail(law, probe, i == 2 ? "timeout" : AttemptFailedException.NETWORK, null, now);
      assertThat(law.readyAt(0, now)).isGreaterThan(lastPause);
      lastPause = law.readyAt(0, now);
    }
    Law.Place probe = law.enter(0, lastPause);
    law.answered(probe);
    law.leave(probe);

    assertThat(law.away(lastPause)).isNull();
    assertThat(placesAt(law, lastPause)).isEqualTo(64);
  }

  @Test
  void letsAnotherOneLookWhereTheFirstOneWasInterrupted() {
    Law law = new Law(new Limits(64, null, null, 1), 0);
    fail(law, law.enter(0, 0), AttemptFailedException.OVERLOADED, null, 0);
    long ready = law.readyAt(0, 0);

    law.leave(law.enter(0, ready));

    assertThat(law.readyAt(0, ready)).isLessThanOrEqualTo(ready);
    assertThat(law.enter(0, ready).probe()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rate-limited", "malformed", "refused"})
  void takesWhoeverSaysAnythingForBeingThere(String code) {
    Law law = new Law(new Limits(64, null, null, 2), 0);

    for (int i = 0; i < 20; i++) {
      String now = i % 2 == 0 ? code : AttemptFailedException.OVERLOADED;
      fail(law, law.enter(0, i * SECOND), now, null, i * SECOND);
    }

    assertThat(law.away(20 * SECOND)).isNull();
  }

  @Test
  void chargesNothingForWhoIsTurnedAwayOrNeverWent() {
    Law law = new Law(new Limits(64, null, 1000, 5), 0);
    fail(law, law.enter(900, SECOND), AttemptFailedException.OVERLOADED, null, SECOND);
    Law.Place unused = law.enter(900, SECOND);
    law.unused(unused, SECOND);
    law.leave(unused);

    assertThat(law.readyAt(900, SECOND)).isLessThanOrEqualTo(SECOND);
    fail(law, law.enter(900, SECOND), AttemptFailedException.NETWORK, null, SECOND);
    assertThat(law.readyAt(900, SECOND)).isGreaterThan(60 * SECOND);
  }

  @ParameterizedTest
  @ValueSource(strings = {"timeout", "malformed"})
  void keepsWhatIsReservedForAnAnswerWhoseUsageNobodyKnows(String code) {
    Law law = new Law(new Limits(64, null, 1000, 5), 0);

    fail(law, law.enter(900, SECOND), code, null, SECOND);

    assertThat(law.readyAt(900, SECOND)).isGreaterThan(60 * SECOND);
  }

  private static void fail(
      Law law, Law.Place place, String code, @Nullable Duration asked, long now) {
    AttemptFailedException why =
        switch (code) {
          case "timeout", "malformed" -> AttemptFailedException.spoiled(code, "down");
          case "refused" -> AttemptFailedException.faulty(code, "down");
          default -> AttemptFailedException.unavailable(code, "down", asked);
        };
    law.failed(place, why, BACKOFF, now);
    law.leave(place);
  }

  /** How many would be let through at once. */
  private static int placesAt(Law law, long now) {
    List<Law.Place> places = new ArrayList<>();
    while (law.readyAt(0, now) <= now) {
      places.add(law.enter(0, now));
    }
    places.forEach(law::leave);
    return places.size();
  }

  private static Limits requests(int perMinute) {
    return new Limits(100_000, perMinute, null, 5);
  }

  /** Nothing for a while, then more than is allowed, at random; and some now and then. */
  private static void askInBursts(Simulation world, int perMinute, long seed) {
    Random random = new Random(seed);
    long at = 0;
    for (int i = 0; i < 40; i++) {
      at += random.nextLong(15 * SECOND);
      int burst = random.nextInt(perMinute / 3);
      for (int n = 0; n < burst; n++) {
        world.ask(MUCH, at, 1, 1);
      }
      world.ask(LITTLE, at + random.nextLong(SECOND), 1, 1);
    }
  }
}
