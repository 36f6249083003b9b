package dev.gepaserver.bench;

import dev.gepaserver.common.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A webhook, a task model and a model that writes texts, all answering at once. Every text written
 * is a little better than the one before, on some examples more than on others.
 */
final class InstantWorld implements AutoCloseable {

  private static final int CALLS_EACH = 200;
  private static final Pattern ASKED = Pattern.compile("\"id\":\"(\\d+)\",\"rolloutId\"");
  private static final Pattern VERSION = Pattern.compile("version (\\d+)");

  private final AtomicInteger versions = new AtomicInteger();
  private final AtomicLong answered = new AtomicLong();
  private final InstantServer server;
  private final AtomicReference<@Nullable Instant> firstAsked = new AtomicReference<>();
  private volatile long mostRollouts = Long.MAX_VALUE;
  private volatile CountDownLatch more = new CountDownLatch(1);

  InstantWorld() throws IOException {
    server = new InstantServer(this::answer);
  }

  /** The settings by which a service finds the models as provider {@code lab}. */
  String[] settings() {
    return new String[] {
      "gepa.providers.lab.type=openai",
      "gepa.providers.lab.base-url=" + server.url("/v1"),
      "gepa.providers.lab.api-key=none",
      "gepa.providers.lab.max-concurrency=256"
    };
  }

  String url(String path) {
    return server.url(path);
  }

  /** From now on the webhook answers so many rollouts, and lets further ones wait. */
  void answerAtMost(long rollouts) {
    answered.set(0);
    mostRollouts = rollouts;
    CountDownLatch waiting = more;
    more = new CountDownLatch(1);
    waiting.countDown();
  }

  /** Forgets when it was asked. */
  void listen() {
    firstAsked.set(null);
  }

  /** When it was asked first since then; null where it was not yet. */
  @Nullable Instant firstAsked() {
    return firstAsked.get();
  }

  /** Rollouts that the webhook has answered. */
  long answered() {
    return answered.get();
  }

  /** A job of a webhook, 100 examples a request, 40 requests at once. */
  ObjectNode webhookJob(int examples, int minibatch, int maxRollouts) {
    ObjectNode job = job(examples, minibatch, maxRollouts);
    job.putObject("system").put("type", "http").put("url", url("/hook")).put("batchSize", 100);
    job.putObject("execution").put("maxConcurrency", 4000);
    return job;
  }

  /** A job of a prompt, 128 calls at once. */
  ObjectNode promptJob(int examples, int minibatch, int maxRollouts) {
    ObjectNode job = job(examples, minibatch, maxRollouts);
    job.putObject("system").put("type", "prompt").put("model", "lab/task");
    job.putObject("evaluator").put("type", "contains").put("expected", "{{answer}}");
    job.putObject("execution").put("maxConcurrency", 128);
    return job;
  }

  private static ObjectNode job(int examples, int minibatch, int maxRollouts) {
    ObjectNode job = Json.object().put("name", "bench");
    job.putObject("seedCandidate").put("prompt", "Route the ticket, version 0.");
    ArrayNode train = job.putArray("trainset");
    for (int i = 0; i < examples; i++) {
      train
          .addObject()
          .put("input", "My card was charged twice, ticket " + i)
          .put("answer", "Q" + i % 10);
    }
    job.putObject("reflection").put("model", "lab/writer").put("minibatchSize", minibatch);
    job.putObject("budget").put("maxRollouts", maxRollouts);
    return job;
  }

  /** How many chats it answers to callers that do nothing else, so many at once. */
  double answersASecond(int callers) throws InterruptedException {
    String body = "{\"model\":\"task\",\"messages\":[" + " ".repeat(400) + "]}";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url("/v1/chat/completions")))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    long start = System.nanoTime();
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Void> caller =
          () -> {
            for (int i = 0; i < CALLS_EACH; i++) {
              http.send(request, HttpResponse.BodyHandlers.ofString());
            }
            return null;
          };
      threads.invokeAll(Collections.nCopies(callers, caller));
    }
    return callers * CALLS_EACH * 1e9 / (System.nanoTime() - start);
  }

  private String answer(String path, String body) {
    firstAsked.compareAndSet(null, Instant.now());
    return path.equals("/hook") ? hook(body) : chat(body);
  }

  private String hook(String body) {
    int version = version(body);
    StringBuilder answer = new StringBuilder("{\"results\":[");
    Matcher asked = ASKED.matcher(body);
    int count = 0;
    while (asked.find()) {
      int example = Integer.parseInt(asked.group(1));
      answer
          .append(count++ == 0 ? "" : ",")
          .append("{\"id\":\"")
          .append(example)
          .append("\",\"score\":")
          .append(score(version, example))
          .append(",\"output\":\"Q")
          .append(example % 7)
          .append("\",\"feedback\":\"The right queue is Q")
          .append(example % 10)
          .append(", see the policy on double charges.\"}");
    }
    awaitTurn(count);
    return answer.append("]}").toString();
  }

  private void awaitTurn(int count) {
    CountDownLatch turn = more;
    if (answered.addAndGet(count) > mostRollouts) {
      answered.addAndGet(-count);
      try {
        turn.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static double score(int version, int example) {
    return (version + Math.floorMod(Integer.hashCode(version * 31 + example * 0x9E3779B9), 50))
        / 10_000.0;
  }

  private String chat(String body) {
    String reply =
        body.contains("\"writer\"")
            ? "```\\nRoute the ticket, version " + versions.incrementAndGet() + ".\\n```"
            : "Q" + Math.floorMod(body.hashCode(), 10);
    return "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
        + "\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\",\"content\":\""
        + reply
        + "\"}}],\"usage\":{\"prompt_tokens\":30,\"completion_tokens\":2,\"total_tokens\":32}}";
  }

  private static int version(String body) {
    Matcher version = VERSION.matcher(body);
    return version.find() ? Integer.parseInt(version.group(1)) : 0;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
