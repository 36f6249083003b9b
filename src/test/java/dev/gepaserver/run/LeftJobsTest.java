package dev.gepaserver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gepaserver.common.Json;
import dev.gepaserver.testing.Service;
import dev.gepaserver.testing.TestDatabase;
import dev.gepaserver.testing.World;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Running jobs whose node went down, while the only other one has no slot free for them. */
class LeftJobsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ONE_AT_A_TIME = "gepa.workers.max-jobs=1";

  private final TestDatabase.Access database = TestDatabase.create();
  private final CountDownLatch release = new CountDownLatch(1);
  private World world;
  private Service busy;
  private String left;

  @BeforeEach
  void leaveAJob() throws IOException {
    world = new World();
    world.model("writer", HookJobs::longer);
    world.hook("steady", HookJobs::scores);
    CountDownLatch asked = new CountDownLatch(1);
    world.hook(
        "held",
        request -> {
          asked.countDown();
          awaitQuietly(release);
          return HookJobs.scores(request);
        });
    busy = service();
    var _ = busy.submit(HookJobs.job(world, "held", 2));
    awaitQuietly(asked);
    try (Service leaving = service()) {
      left = leaving.submit(HookJobs.job(world, "steady", 1_000_000));
      await()
          .atMost(PATIENCE)
          .until(() -> leaving.get("/jobs/" + left).at("/progress/iteration").intValue() > 1);
    }
    assertThat(busy.get("/jobs/" + left).get("status").stringValue()).isEqualTo("RUNNING");
  }

  @AfterEach
  void close() {
    release.countDown();
    busy.close();
    world.close();
  }

  @Test
  void isCancelledAtOnce() {
    JsonNode view = Json.parse(busy.send("POST", "/jobs/" + left + "/cancel", null).body());

    assertThat(view.get("status").stringValue()).isEqualTo("CANCELLED");
    assertThat(view.get("requested").isNull()).isTrue();
    assertThat(busy.all("/jobs/" + left + "/events").getLast().get("type").stringValue())
        .isEqualTo("job.cancelled");
  }

  @Test
  void isPausedAtOnceAndGoesOnWhenItIsResumedAndASlotIsFree() {
    JsonNode view = Json.parse(busy.send("POST", "/jobs/" + left + "/pause", null).body());

    assertThat(view.get("status").stringValue()).isEqualTo("PAUSED");
    int more = view.at("/progress/rollouts").intValue() + 10;
    String budget = "{\"budget\": {\"maxRollouts\": %d}}".formatted(more);
    assertThat(busy.send("POST", "/jobs/" + left + "/resume", budget).statusCode()).isEqualTo(202);
    release.countDown();
    JsonNode end = busy.settled(left);
    assertThat(end.get("status").stringValue()).isEqualTo("COMPLETED");
    assertThat(end.get("stopReason").stringValue()).isEqualTo("max_rollouts");
    assertThat(end.at("/progress/rollouts").intValue()).isGreaterThanOrEqualTo(more);
    assertThat(end.at("/usage/inDoubtCalls").intValue()).isZero();
  }

  private Service service() {
    String[] settings = Arrays.copyOf(world.settings(), world.settings().length + 1);
    settings[settings.length - 1] = ONE_AT_A_TIME;
    return Service.on(database, settings);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
