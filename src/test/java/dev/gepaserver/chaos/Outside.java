package dev.gepaserver.chaos;

import dev.gepaserver.common.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/**
 * The models and webhooks of all jobs, on loopback, in a process that nobody kills: the same
 * request has the same answer, after the same time. Knows of every single thing how often it was
 * asked, and of every connection whether it is gone, so that nothing is counted late.
 */
final class Outside implements AutoCloseable {

  private static final int LEAST_MILLIS = 5;
  private static final int MOST_MILLIS = 30;
  private static final int SLOW_MILLIS = 200;

  private final ServerSocket server = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
  private final AtomicInteger connections = new AtomicInteger();
  private final Map<Ask, Integer> received = new ConcurrentHashMap<>();
  private final AtomicInteger answered = new AtomicInteger();
  private volatile CountDownLatch held = new CountDownLatch(0);
  private volatile int millisMore;
  private final Queue<String> order = new ConcurrentLinkedQueue<>();

  Outside() throws IOException {
    Thread.ofVirtual().name("outside").start(this::accept);
  }

  /** The settings by which a service finds the models as provider {@code lab}, priced. */
  List<String> settings() {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "gepa.providers.lab.type=openai",
                "gepa.providers.lab.base-url=" + base() + "/v1",
                "gepa.providers.lab.api-key=none",
                "gepa.providers.lab.timeout=" + Kinds.NEVER_LATE));
    for (String job : Kinds.NAMES) {
      for (String role : List.of("task", "writer", "judge")) {
        String price = "gepa.providers.lab.prices." + role + "-" + job;
        settings.add(price + ".input-usd-per-million=2");
        settings.add(price + ".output-usd-per-million=8");
      }
    }
    return settings;
  }

  /** The address of a webhook. */
  String url(String hook) {
    return base() + "/hooks/" + hook;
  }

  private String base() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  /** How often each thing was asked so far. */
  Map<Ask, Integer> received() {
    return new HashMap<>(received);
  }

  /** How many things were answered so far. */
  int answered() {
    return answered.get();
  }

  /** Answers nobody until it is released; nobody takes that for late. */
  void hold() {
    held = new CountDownLatch(1);
  }

  void release() {
    held.countDown();
  }

  /** From now on takes so long for each answer that much is left to do while a process ends. */
  void slowDown() {
    millisMore = SLOW_MILLIS;
  }

  /** The jobs that asked, in the order of their requests. */
  List<String> order() {
    return List.copyOf(order);
  }

  /**
   * Waits until whatever a dead process had sent is counted: whoever connected before this was
   * accepted before it, and each connection ends when it was read to its end.
   */
  void awaitSilence() throws IOException {
    try (Socket last = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort())) {
      last.getOutputStream().write("POST /silence HTTP/1.1\r\n\r\n".getBytes(HttpWire.ASCII));
      last.getInputStream().read();
    }
    Awaitility.await().until(() -> connections.get() == 0);
  }

  private void accept() {
    try {
      while (!server.isClosed()) {
        Socket socket = server.accept();
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      if (!server.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void serve(Socket socket) {
    try (HttpWire wire = new HttpWire(socket)) {
      for (HttpWire.Request request = wire.read(); request != null; request = wire.read()) {
        wire.answer(answer(request));
      }
    } catch (IOException e) {
      // The process at the other end was killed.
    } finally {
      connections.decrementAndGet();
    }
  }

  private String answer(HttpWire.Request request) {
    if (request.path().equals("/silence")) {
      return "{}";
    }
    JsonNode body = Json.parse(request.body());
    List<Ask> asks = asks(request.path(), body);
    asks.forEach(ask -> received.merge(ask, 1, Integer::sum));
    order.add(asks.getFirst().job());
    takeTime(asks.getFirst());
    String answer = Answers.to(request.path(), body);
    answered.addAndGet(asks.size());
    return answer;
  }

  private static List<Ask> asks(String path, JsonNode body) {
    if (body.has("messages")) {
      return List.of(Ask.ofModel(body.get("model").stringValue(), body.get("messages")));
    }
    if (body.has("question")) {
      return List.of(Ask.ofTool(path, Json.hash(body)));
    }
    List<JsonNode> examples =
        body.has("examples")
            ? body.get("examples").valueStream().toList()
            : List.of(body.get("example"));
    return examples.stream()
        .map(example -> Ask.ofWebhook(path, example.get("rolloutId").stringValue()))
        .toList();
  }

  private void takeTime(Ask ask) {
    int millis = millisMore + LEAST_MILLIS + Answers.number(ask.what(), MOST_MILLIS - LEAST_MILLIS);
    LockSupport.parkNanos(millis * 1_000_000L);
    try {
      held.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
