package dev.gepaserver.chaos;

import static org.awaitility.Awaitility.await;

import dev.gepaserver.testing.Service;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Kills the PostgreSQL under a service that has a job of every kind in work. */
@Tag("slow")
class DiedDatabaseTest {

  private static final int MAX_ROLLOUTS = 120;

  private static Map<String, JsonNode> straight;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  @BeforeAll
  static void runStraight() throws Exception {
    straight = Trial.straight(MAX_ROLLOUTS);
  }

  @Test
  void waitsForItsDatabaseAndLosesNothingHoweverOftenThatDies() throws Exception {
    waitsForItsDatabase(5, Duration.ofSeconds(2));
  }

  @Test
  void waitsForADatabaseThatIsAwayForAMinute() throws Exception {
    waitsForItsDatabase(1, Duration.ofMinutes(1));
  }

  private void waitsForItsDatabase(int deaths, Duration away) throws Exception {
    try (Outside outside = new Outside();
        OwnPostgres postgres = new OwnPostgres(directory, Map.of());
        Service service = Service.on(postgres.access(), Trial.settings(outside))) {
      Trial trial = new Trial(outside, MAX_ROLLOUTS).submit(service);

      for (int death = 0; death < deaths; death++) {
        trial.awaitAnswers(100);
        postgres.kill();
        await().pollDelay(away).atMost(away.multipliedBy(2)).until(() -> true);
        postgres.startAgain();
      }

      Trial.assertSame(trial.results(service), straight);
      new Books(outside, postgres.access()).assertNothingWasAskedTwice();
    }
  }
}
