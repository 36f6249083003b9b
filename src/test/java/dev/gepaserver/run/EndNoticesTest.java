package dev.gepaserver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gepaserver.common.Json;
import dev.gepaserver.outbound.TestWebhook;
import dev.gepaserver.testing.Service;
import dev.gepaserver.testing.TestDatabase;
import dev.gepaserver.testing.World;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Those whom a job names are told of its end, whatever happens in between. */
class EndNoticesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SECRET = "a-secret-of-the-test";

  private final TestDatabase.Access database = TestDatabase.create();
  private World world;
  private TestWebhook receiver;
  private Service service;

  @BeforeEach
  void open() throws IOException {
    world = new World();
    world.model("writer", HookJobs::longer);
    world.hook("scores", HookJobs::scores);
    receiver = new TestWebhook(body -> "");
    start();
  }

  private void start() {
    String[] provider = world.settings();
    service =
        Service.on(
            database,
            provider[0],
            provider[1],
            provider[2],
            "gepa.workers.max-jobs=1",
            "gepa.outbound.secrets.judge=" + SECRET);
  }

  @AfterEach
  void close() {
    service.close();
    receiver.close();
    world.close();
  }

  @Test
  void tellsTheEndOfAJobOnceAndSignedAsItsViewShowsIt() throws GeneralSecurityException {
    ObjectNode job = job("scores");
    ((ObjectNode) job.get("onEnd")).put("secret", "judge");
    job.putArray("testset").addObject().put("input", "held out");

    String id = service.submit(job);
    service.settled(id);
    await().atMost(PATIENCE).until(() -> waiting() == 0);

    assertThat(receiver.requests()).hasSize(1);
    TestWebhook.Request request = receiver.requests().getFirst();
    assertThat(request.body()).isEqualTo(service.send("GET", "/jobs/" + id, null).body());
    assertThat(request.json().get("status").stringValue()).isEqualTo("COMPLETED");
    assertThat(request.json().get("test").isObject()).isTrue();
    assertThat(request.signature()).isEqualTo(hmac(request.timestamp() + "." + request.body()));
  }

  @Test
  void tellsEachEndOfAJobThatIsResumed() {
    String id = service.submit(job("scores"));
    service.settled(id);

    service.send("POST", "/jobs/" + id + "/resume", "{\"budget\": {\"maxRollouts\": 24}}");
    service.settled(id);
    await().atMost(PATIENCE).until(() -> waiting() == 0);

    assertThat(receiver.requests())
        .extracting(request -> request.json().at("/progress/maxRollouts").intValue())
        .containsExactlyInAnyOrder(12, 24);
    assertThat(receiver.requests()).extracting(TestWebhook.Request::id).doesNotHaveDuplicates();
  }

  @Test
  void tellsAReceiverThatComesBackAfterTheServiceDid() {
    receiver.status(503);
    String id = service.submit(job("scores"));

    JsonNode view = service.settled(id);
    await().atMost(PATIENCE).until(() -> receiver.requests().size() >= 2);
    service.close();
    start();
    int before = receiver.requests().size();
    receiver.status(204);
    await().atMost(PATIENCE).until(() -> waiting() == 0);

    assertThat(view.get("status").stringValue()).isEqualTo("COMPLETED");
    assertThat(receiver.requests()).hasSizeGreaterThan(before);
    assertThat(receiver.requests()).extracting(TestWebhook.Request::id).containsOnly(firstId());
    assertThat(receiver.requests()).extracting(TestWebhook.Request::json).containsOnly(view);
  }

  @Test
  void tellsTheEndOfAFailedJob() {
    ObjectNode job = job("scores");
    job.putObject("reflection").put("model", "lab/nobody");

    String id = service.submit(job);
    JsonNode view = service.settled(id);
    await().atMost(PATIENCE).until(() -> waiting() == 0);

    assertThat(receiver.requests().getFirst().json()).isEqualTo(view);
    assertThat(view.get("status").stringValue()).isEqualTo("FAILED");
  }

  @Test
  void tellsTheEndOfAQueuedJobWhileTheNodeIsFullOfOthers() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    world.hook(
        "slow",
        request -> {
          asked.countDown();
          awaitQuietly(release);
          return HookJobs.scores(request);
        });
    service.submit(HookJobs.job(world, "slow", 20));
    asked.await();
    String queued = service.submit(job("scores"));

    String answer = service.send("POST", "/jobs/" + queued + "/cancel", null).body();
    await().atMost(PATIENCE).until(() -> waiting() == 0);
    release.countDown();

    assertThat(receiver.requests()).extracting(TestWebhook.Request::body).containsExactly(answer);
    assertThat(Json.parse(answer).get("status").stringValue()).isEqualTo("CANCELLED");
  }

  private String firstId() {
    return receiver.requests().getFirst().id();
  }

  private int waiting() {
    Integer tasks =
        service
            .bean(JdbcTemplate.class)
            .queryForObject(
                "select count(*) from background_task where task_name = 'notify-end'",
                Integer.class);
    return tasks == null ? 0 : tasks;
  }

  private ObjectNode job(String hook) {
    ObjectNode job = HookJobs.job(world, hook, 12);
    job.putObject("onEnd").put("url", receiver.url());
    return job;
  }

  private static String hmac(String signed) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
