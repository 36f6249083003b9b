package dev.gepaserver.bench;

import dev.gepaserver.common.Json;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.journal.InMemoryJournal;
import dev.gepaserver.journal.Role;
import dev.gepaserver.llm.ModelRef;
import dev.gepaserver.llm.Models;
import dev.gepaserver.llm.TestModels;
import dev.gepaserver.testing.Service;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a model call costs over a bare HTTP request: 256 at once against a server on the same
 * machine that takes 50 ms.
 */
@Tag("bench")
class CallOverheadTest {

  private static final int CONCURRENCY = 256;
  private static final int CALLS = 10_000;
  private static final int ROUNDS = 2;
  private static final int LATENCY_MS = 50;
  private static final String TEXT = "My card was charged twice. Which queue? ";

  @FunctionalInterface
  private interface Call {
    void make(int number) throws Exception;
  }

  @Test
  void asksOverABareRequest() throws Exception {
    try (InstantServer server = server()) {
      for (int round = 0; round < ROUNDS; round++) {
        double bare = bare(server);
        double models = models(server, Map.of());
        double limited =
            models(server, Map.of("gepa.providers.lab.requests-per-minute", "100000000"));
        print("bare", bare, bare);
        print("models", models, bare);
        print("models with a limit", limited, bare);
      }
      for (int round = 0; round < ROUNDS; round++) {
        double bare = bare(server);
        print("whole job with its journal", job(server), bare);
      }
    }
  }

  private static void print(String what, double rate, double bare) {
    System.out.printf(
        Locale.ROOT,
        "%s: %.0f calls a second, %.2f of the bare request's; %.1f ms a call over the server's %d%n",
        what,
        rate,
        rate / bare,
        CONCURRENCY * 1000 / rate - LATENCY_MS,
        LATENCY_MS);
  }

  private static double bare(InstantServer server) throws Exception {
    String body =
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + TEXT + "\"}]}";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.url("/v1/chat/completions")))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      return callsASecond(number -> http.send(request, HttpResponse.BodyHandlers.ofString()));
    }
  }

  private static double models(InstantServer server, Map<String, String> more) throws Exception {
    Map<String, String> settings =
        new HashMap<>(
            Map.of(
                "gepa.providers.lab.type",
                "openai",
                "gepa.providers.lab.base-url",
                server.url("/v1"),
                "gepa.providers.lab.api-key",
                "none",
                "gepa.providers.lab.max-concurrency",
                "" + CONCURRENCY));
    settings.putAll(more);
    try (TestModels room = new TestModels(settings)) {
      Models models = room.defaultModels();
      InMemoryJournal journal = new InMemoryJournal();
      ModelRef model = TestModels.model("lab", "m");
      return callsASecond(number ->
          models.ask(
              journal.scope(1, "parent", 0, number),
              "answer",
              Role.TASK,
              model,
              List.of(new ChatMessage("user", TEXT + number))));
    }
  }

  private static double callsASecond(Call call) throws Exception {
    AtomicInteger next = new AtomicInteger();
    Callable<Void> caller =
        () -> {
          for (int n = next.getAndIncrement(); n < CALLS; n = next.getAndIncrement()) {
            call.make(n);
          }
          return null;
        };
    List<Callable<Void>> callers = new ArrayList<>();
    for (int i = 0; i < CONCURRENCY; i++) {
      callers.add(caller);
    }
    long start = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Void> done : threads.invokeAll(callers)) {
        done.get();
      }
    }
    return CALLS * 1e9 / (System.nanoTime() - start);
  }

  /** The seed's rollouts of one job, from the first request to its end. */
  private static double job(InstantServer server) {
    try (Service service =
        Service.fresh(
            "gepa.providers.lab.type=openai",
            "gepa.providers.lab.base-url=" + server.url("/v1"),
            "gepa.providers.lab.api-key=none",
            "gepa.providers.lab.max-concurrency=" + CONCURRENCY)) {
      ObjectNode job = Json.object();
      job.putObject("seedCandidate").put("prompt", "Route the ticket.");
      ArrayNode train = job.putArray("trainset");
      for (int i = 0; i < CALLS; i++) {
        train.addObject().put("input", TEXT + i).put("answer", "x");
      }
      job.putObject("system").put("type", "prompt").put("model", "lab/m");
      job.putObject("evaluator").put("type", "contains").put("expected", "{{answer}}");
      job.putObject("reflection").put("model", "lab/m");
      job.putObject("execution").put("maxConcurrency", CONCURRENCY);
      job.putObject("budget").put("maxRollouts", CALLS);
      var view = service.settled(service.submit(job));
      double seconds =
          Duration.between(
                      Instant.parse(view.get("startedAt").stringValue()),
                      Instant.parse(view.get("finishedAt").stringValue()))
                  .toMillis()
              / 1000.0;
      return CALLS / seconds;
    }
  }

  private static InstantServer server() throws IOException {
    String answer =
        "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
            + "\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\",\"content\":\"x\"}}],"
            + "\"usage\":{\"prompt_tokens\":30,\"completion_tokens\":2,\"total_tokens\":32}}";
    return new InstantServer((path, body) -> {
      try {
        Thread.sleep(LATENCY_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return answer;
    });
  }
}
