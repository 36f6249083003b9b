package dev.gepaserver.chaos;

import dev.gepaserver.testing.ServiceProcess;
import dev.gepaserver.testing.TestDatabase;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Kills a service that has a job of every kind in work, again and again, at instants that nobody
 * chose.
 */
class KilledAtRandomTest {

  private static final int MOST_MILLIS_AFTER_AN_ANSWER = 12;
  // So that the dead one's jobs go on soon after the next start.
  private static final String QUICK_HEART = "gepa.workers.heartbeat=PT0.2S";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  private final Random random = new Random(2026);

  @Test
  void endsAsIfItHadNotBeenKilledFiveTimes() throws Exception {
    endsAsIfNotKilled(5, 60);
  }

  @Test
  @Tag("slow")
  void endsAsIfItHadNotBeenKilledAHundredTimes() throws Exception {
    ServiceProcess.prepare(directory.resolve("service.log"));

    endsAsIfNotKilled(100, 800);
  }

  private void endsAsIfNotKilled(int kills, int maxRollouts) throws Exception {
    Map<String, JsonNode> straight = Trial.straight(maxRollouts);
    int answers = Trial.answers(straight);
    try (Outside outside = new Outside()) {
      TestDatabase.Access database = TestDatabase.create();
      Books books = new Books(outside, database);
      Trial trial = new Trial(outside, maxRollouts);
      for (int kill = 0; kill < kills; kill++) {
        try (ServiceProcess node = start(outside, database)) {
          if (kill == 0) {
            trial.submit(node);
          }
          trial.awaitAnswers(some(answers / (kills + 1)));
          killSoon(node);
        }
        outside.awaitSilence();
        books.note();
      }
      try (ServiceProcess node = start(outside, database)) {
        Trial.assertSame(trial.results(node), straight);
        books.assertOnlyWhatADeathTookWasAskedAgain();
        books.assertOwnedUpTo(trial.inDoubt(node));
      }
    }
  }

  /** About so many, but never so few that a job could come away without a new answer. */
  private int some(int mean) {
    return random.nextInt(mean / 2, mean * 3 / 2);
  }

  private void killSoon(ServiceProcess node) throws Exception {
    int millis = random.nextInt(MOST_MILLIS_AFTER_AN_ANSWER);
    CompletableFuture.runAsync(
            node::kill, CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS))
        .get();
  }

  private ServiceProcess start(Outside outside, TestDatabase.Access database) throws Exception {
    return ServiceProcess.on(
        database, directory.resolve("service.log"), Trial.settings(outside, QUICK_HEART));
  }
}
