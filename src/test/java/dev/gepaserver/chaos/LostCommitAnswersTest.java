package dev.gepaserver.chaos;

import static org.awaitility.Awaitility.await;

import dev.gepaserver.testing.Service;
import dev.gepaserver.testing.ServiceProcess;
import dev.gepaserver.testing.TestDatabase;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Commits whose answer never comes: committed or not, nothing is doubled and nothing lost. */
@Tag("slow")
class LostCommitAnswersTest {

  private static final int MAX_ROLLOUTS = 60;
  private static final int CUTS = 25;

  @Test
  void goesOnAsIfEveryCommitHadBeenAnswered() throws Exception {
    Map<String, JsonNode> straight = Trial.straight(MAX_ROLLOUTS);
    TestDatabase.Access database = TestDatabase.create();

    try (Outside outside = new Outside();
        CutCommits commits = new CutCommits(database);
        Service service = Service.on(commits.access(), Trial.settings(outside))) {
      Trial trial = new Trial(outside, MAX_ROLLOUTS).submit(service);
      commits.cut(CUTS);

      await().atMost(ServiceProcess.PATIENCE).until(() -> commits.left() == 0);

      Trial.assertSame(trial.results(service), straight);
      new Books(outside, database).assertNothingWasAskedTwice();
    }
  }
}
