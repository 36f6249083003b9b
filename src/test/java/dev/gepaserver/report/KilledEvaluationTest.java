package dev.gepaserver.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gepaserver.common.Json;
import dev.gepaserver.testing.ServiceProcess;
import dev.gepaserver.testing.TestDatabase;
import dev.gepaserver.testing.World;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Kills the service in the middle of an evaluation. */
@Tag("slow")
class KilledEvaluationTest {

  private static final int EXAMPLES = 12;
  private static final int BEFORE_THE_KILL = 5;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
  private final Semaphore answers = new Semaphore(BEFORE_THE_KILL);

  @Test
  void endsAsIfItHadNotBeenKilledAndAsksAgainOnlyWhatWasLost() throws Exception {
    try (World world = new World()) {
      world.hook("system", this::answer);
      TestDatabase.Access database = TestDatabase.create();
      String path;
      try (ServiceProcess node = start(world, database)) {
        path = submit(node, world);
        String submitted = path;
        await()
            .atMost(ServiceProcess.PATIENCE)
            .untilAsserted(() -> {
              assertThat(node.all(submitted + "/rollouts")).hasSize(BEFORE_THE_KILL);
              assertThat(asked).hasSize(BEFORE_THE_KILL + 1);
            });
        node.kill();
      }
      answers.release(2 * EXAMPLES);

      try (ServiceProcess node = start(world, database)) {
        JsonNode view =
            await()
                .atMost(ServiceProcess.PATIENCE)
                .until(
                    () -> node.get(path + "?wait=PT5S"),
                    v -> v.get("status").stringValue().equals("COMPLETED"));

        assertThat(view.get("score").doubleValue()).isEqualTo(0.5);
        assertThat(view.get("rollouts").intValue()).isEqualTo(EXAMPLES);
        assertThat(view.at("/usage/inDoubtCalls").intValue()).isEqualTo(1);
        List<Integer> times =
            new ArrayList<>(asked.values().stream().map(AtomicInteger::get).toList());
        assertThat(times).hasSize(EXAMPLES).containsOnlyOnce(2).containsOnly(1, 2);
      }
    }
  }

  private String answer(JsonNode request) {
    JsonNode example = request.at("/examples/0");
    String label = example.at("/data/id").stringValue();
    asked.computeIfAbsent(label, l -> new AtomicInteger()).incrementAndGet();
    answers.acquireUninterruptibly();
    ArrayNode results = Json.object().putArray("results");
    results
        .addObject()
        .put("id", example.get("id").stringValue())
        .put("score", Integer.parseInt(label) % 2);
    return Json.write(Map.of("results", results));
  }

  private static String submit(ServiceProcess node, World world) {
    ObjectNode body = Json.object();
    body.putObject("candidate").put("prompt", "Do it.");
    body.putObject("system").put("type", "http").put("url", world.url("system"));
    body.putObject("execution").put("maxConcurrency", 1);
    ArrayNode examples = body.putArray("dataset");
    for (int i = 0; i < EXAMPLES; i++) {
      examples.addObject().put("id", Integer.toString(i));
    }
    HttpResponse<String> answer = node.send("POST", "/evaluations", Json.write(body));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return answer.headers().firstValue("Location").orElseThrow();
  }

  private ServiceProcess start(World world, TestDatabase.Access database) throws Exception {
    List<String> settings = new ArrayList<>(List.of(world.settings()));
    settings.add("gepa.workers.heartbeat=PT0.2S");
    return ServiceProcess.on(
        database, directory.resolve("service.log"), settings.toArray(String[]::new));
  }
}
