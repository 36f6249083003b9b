package dev.gepaserver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gepaserver.common.Json;
import dev.gepaserver.testing.Service;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Many users steer the same live jobs at once, each as it comes. */
class SteeringAtRandomTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int SEQUENCES = 50;
  private static final int CALLS = 12;
  private static final int THREADS = 10;
  private static final int MOST_ROLLOUTS = 120;
  private static final List<String> KINDS = List.of("plain", "moody", "components", "pxn");

  private final Set<String> failedOnce = ConcurrentHashMap.newKeySet();
  private Lab lab;
  private Service service;

  private final List<String> forks = new CopyOnWriteArrayList<>();

  @BeforeEach
  void open() throws IOException {
    lab = new Lab();
    lab.world().hook("moody", this::moody);
    service = Service.fresh(lab.world().settings());
  }

  @AfterEach
  void close() {
    service.close();
    lab.close();
  }

  /** Fails for some rollouts, each of them once. */
  private String moody(JsonNode request) {
    String rollout = request.get("jobId") + request.at("/examples/0/rolloutId").stringValue();
    if (rollout.hashCode() % 11 == 0 && failedOnce.add(rollout)) {
      throw new IllegalStateException("in no mood");
    }
    return Lab.scores(request);
  }

  @Test
  void leavesEveryJobInALegalStateFromWhichItEndsAsIfNobodyHadSteeredIt() throws Exception {
    List<String> jobs = new ArrayList<>();
    for (int i = 0; i < 2 * KINDS.size(); i++) {
      jobs.add(service.submit(job(KINDS.get(i % KINDS.size()), 20)));
    }

    List<Callable<Void>> users = new ArrayList<>();
    for (int i = 0; i < SEQUENCES; i++) {
      Random random = new Random(i);
      users.add(() -> steer(jobs, random));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (Future<Void> user : threads.invokeAll(users)) {
        user.get();
      }
    }

    for (String fork : forks) {
      HttpResponse<String> view = service.send("GET", "/jobs/" + fork, null);
      assertThat(view.statusCode()).isIn(200, 404);
      if (view.statusCode() == 200) {
        assertConsistent(Json.parse(view.body()));
        service.send("POST", "/jobs/" + fork + "/cancel", null);
      }
    }
    Set<String> compared = new HashSet<>();
    for (int i = 0; i < jobs.size(); i++) {
      String kind = KINDS.get(i % KINDS.size());
      JsonNode end = ended(jobs.get(i));
      if (end.get("status").stringValue().equals("COMPLETED")) {
        String straight = service.submit(job(kind.equals("moody") ? "plain" : kind, MOST_ROLLOUTS));
        service.settled(straight);
        assertThat(comparable(jobs.get(i))).as(kind).isEqualTo(comparable(straight));
        compared.add(kind);
      } else {
        assertThat(end.get("status").stringValue()).isEqualTo("CANCELLED");
      }
    }
    assertThat(compared).containsExactlyInAnyOrderElementsOf(KINDS);
  }

  private ObjectNode job(String kind, int maxRollouts) {
    ObjectNode job = lab.job(kind);
    if (kind.equals("moody")) {
      ((ObjectNode) job.get("system")).put("url", lab.world().url(kind));
    }
    job.putObject("execution").put("onRolloutError", "fail");
    job.putObject("budget").put("maxRollouts", maxRollouts);
    return job;
  }

  private Void steer(List<String> jobs, Random random) {
    for (int i = 0; i < CALLS; i++) {
      int which = random.nextInt(jobs.size());
      String job = "/jobs/" + jobs.get(which);
      int what = random.nextInt(100);
      HttpResponse<String> answer;
      if (what < 40) {
        answer = service.send("POST", job + "/pause", null);
      } else if (what < 85) {
        int more = 20 + random.nextInt(MOST_ROLLOUTS - 20);
        answer =
            service.send(
                "POST",
                job + "/resume",
                what < 60 ? null : Json.write(Map.of("budget", Map.of("maxRollouts", more))));
      } else if (what < 87) {
        // One of each kind is spared: what nobody can resume is compared with nothing.
        if (which < KINDS.size()) {
          continue;
        }
        answer = service.send("POST", job + "/cancel", null);
      } else if (what < 89) {
        answer = service.send("POST", job + "/fork", null);
        forks.add(Json.parse(answer.body()).get("id").stringValue());
      } else if (what < 93) {
        deleteAFork(random);
        continue;
      } else {
        answer = service.send("GET", job + "?wait=PT0.05S", null);
      }
      assertThat(answer.statusCode()).as(answer.body()).isIn(200, 202, 409);
      if (answer.statusCode() == 409) {
        assertThat(Json.parse(answer.body()).get("code").stringValue())
            .isEqualTo("illegal-transition");
      } else {
        assertConsistent(Json.parse(answer.body()));
      }
    }
    return null;
  }

  private void deleteAFork(Random random) {
    List<String> known = List.copyOf(forks);
    if (!known.isEmpty()) {
      String fork = "/jobs/" + known.get(random.nextInt(known.size()));
      assertThat(service.send("DELETE", fork, null).statusCode()).isIn(204, 404, 409);
    }
  }

  /** Brings a job to its end. */
  private JsonNode ended(String job) {
    for (int i = 0; i < 100; i++) {
      String path = "/jobs/" + job;
      await()
          .atMost(PATIENCE)
          .until(() ->
              !List.of("QUEUED", "RUNNING")
                  .contains(service.get(path).get("status").stringValue()));
      JsonNode view = service.get(path);
      assertConsistent(view);
      boolean enough = view.at("/progress/maxRollouts").intValue() == MOST_ROLLOUTS;
      switch (view.get("status").stringValue()) {
        case "CANCELLED" -> {
          return view;
        }
        case "COMPLETED" -> {
          if (enough) {
            return view;
          }
        }
        default -> {}
      }
      HttpResponse<String> answer =
          service.send(
              "POST",
              path + "/resume",
              Json.write(Map.of("budget", Map.of("maxRollouts", MOST_ROLLOUTS))));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    }
    throw new AssertionError("job " + job + " does not end: " + service.get("/jobs/" + job));
  }

  private static void assertConsistent(JsonNode view) {
    String status = view.get("status").stringValue();
    String shown = view.toString();
    boolean ended = List.of("COMPLETED", "FAILED", "CANCELLED").contains(status);
    assertThat(view.get("finishedAt").isNull()).as(shown).isEqualTo(!ended);
    assertThat(view.get("stopReason").isNull())
        .as(shown)
        .isEqualTo(!List.of("COMPLETED", "CANCELLED").contains(status));
    assertThat(view.get("pauseReason").isNull()).as(shown).isEqualTo(!status.equals("PAUSED"));
    assertThat(view.get("error").isNull()).as(shown).isEqualTo(!status.equals("FAILED"));
    if (!status.equals("RUNNING")) {
      assertThat(view.get("requested").isNull()).as(shown).isTrue();
    }
    if (List.of("RUNNING", "COMPLETED", "FAILED").contains(status)) {
      assertThat(view.get("startedAt").isNull()).as(shown).isFalse();
    }
  }

  /** What a failed try that was paid for changes is left out. */
  private JsonNode comparable(String job) {
    ObjectNode story = Lab.story(service, job);
    story.remove("usage");
    story.get("rollouts").forEach(rollout -> ((ObjectNode) rollout).remove("usage"));
    return story;
  }
}
