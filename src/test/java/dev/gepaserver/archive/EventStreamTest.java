package dev.gepaserver.archive;

import static dev.gepaserver.archive.WebhookJobs.aJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gepaserver.common.Json;
import dev.gepaserver.testing.EventStream;
import dev.gepaserver.testing.EventStream.Event;
import dev.gepaserver.testing.Service;
import dev.gepaserver.testing.TestDatabase;
import dev.gepaserver.testing.World;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Jobs that are followed while they run, on two nodes. */
class EventStreamTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static TestDatabase.Access database;
  private static World world;
  private static Service node;
  private static Service otherNode;
  private static String ended;

  @BeforeAll
  static void open() throws IOException {
    database = TestDatabase.create();
    world = new World();
    world.model("writer", prompt -> "```\nbetter " + prompt.length() + "\n```");
    world.hook("steady", WebhookJobs::scores);
    world.hook(
        "away",
        request -> {
          throw new World.Away();
        });
    node = node();
    otherNode = node();
    ended = node.submit(aJob(world, "steady", 60));
    node.settled(ended);
  }

  @AfterAll
  static void close() {
    node.close();
    otherNode.close();
    world.close();
  }

  @Test
  void tellsWhatTheListShowsFromTheFirstEventToTheLast() {
    String id = node.submit(aJob(world, "steady", 60));

    try (EventStream stream = EventStream.of(node, id)) {
      List<Event> events = stream.toItsEnd();

      assertThat(stream.header("Content-Type")).isEqualTo("text/event-stream");
      assertThat(stream.header("Cache-Control")).isEqualTo("no-cache");
      assertThat(stream.header("X-Accel-Buffering")).isEqualTo("no");
      assertThat(events.getLast().type()).isEqualTo("job.completed");
      assertEqualTheList(events, id);
    }
  }

  @Test
  void firstTellsHowSoonToComeBack() {
    try (EventStream stream = EventStream.of(node, ended)) {
      assertThat(stream.line()).isEqualTo("retry: 1000");
      assertThat(stream.line()).isEmpty();
    }
  }

  @Test
  void losesAndDoublesNothingWhenItIsCutAgainAndAgainAndChangesNodes() {
    Semaphore permits = new Semaphore(0);
    world.hook(
        "paced",
        request -> {
          permits.acquireUninterruptibly();
          return WebhookJobs.scores(request);
        });
    String id = node.submit(aJob(world, "paced", 200));
    Random random = new Random(7);
    List<Event> had = new ArrayList<>();
    long last = 0;
    boolean on = true;

    for (int i = 0; on; i++) {
      try (EventStream stream = EventStream.after(last, i % 2 == 0 ? node : otherNode, id)) {
        for (int left = 1 + random.nextInt(5); on && left > 0; left--) {
          permits.release(50);
          Optional<Event> event = stream.next();
          event.ifPresent(had::add);
          on = event.isPresent();
        }
        last = had.isEmpty() ? 0 : had.getLast().id();
        on = on && !had.getLast().type().equals("job.completed");
      }
    }

    assertThat(had).hasSizeGreaterThan(30);
    assertEqualTheList(had, id);
  }

  @Test
  void tellsAHundredAtOnce() throws Exception {
    CountDownLatch begin = new CountDownLatch(1);
    world.hook(
        "watched",
        request -> {
          awaitQuietly(begin);
          return WebhookJobs.scores(request);
        });
    String id = node.submit(aJob(world, "watched", 300));
    CountDownLatch following = new CountDownLatch(100);
    Callable<List<Event>> follower =
        () -> {
          try (EventStream stream = EventStream.of(node, id)) {
            List<Event> events = new ArrayList<>(List.of(stream.next().orElseThrow()));
            following.countDown();
            events.addAll(stream.toItsEnd());
            return events;
          }
        };

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Event>>> followers = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        followers.add(threads.submit(follower));
      }
      following.await();
      begin.countDown();

      for (Future<List<Event>> one : followers) {
        assertEqualTheList(one.get(), id);
      }
    }
  }

  @Test
  void hasNothingMoreForWhoKnowsTheEndOfAJob() {
    long last = node.all("/jobs/" + ended + "/events").size();

    try (EventStream whole = EventStream.of(node, ended);
        EventStream rest = EventStream.after(last - 1, node, ended);
        EventStream nothing = EventStream.after(last, node, ended);
        EventStream beyond = EventStream.after(Long.MAX_VALUE, node, ended)) {
      assertThat(whole.toItsEnd()).hasSize((int) last);
      assertThat(rest.toItsEnd()).extracting(Event::id).containsExactly(last);
      assertThat(nothing.status()).isEqualTo(204);
      assertThat(beyond.status()).isEqualTo(204);
    }
  }

  @Test
  void staysOpenWhileAJobIsPausedUntilItIsCancelledOnAnotherNode() {
    String id = paused(node);

    try (EventStream stream = EventStream.of(node, id)) {
      while (!stream.next().orElseThrow().type().equals("job.paused")) {
        // Read on.
      }
      otherNode.send("POST", "/jobs/" + id + "/cancel", null);

      assertThat(stream.toItsEnd()).extracting(Event::type).containsExactly("job.cancelled");
    }
  }

  @Test
  void endsWhenTheJobIsDeleted() {
    String id = paused(node);

    try (EventStream here = EventStream.of(node, id);
        EventStream there = EventStream.of(otherNode, id)) {
      assertThat(here.next()).isPresent();
      assertThat(there.next()).isPresent();
      node.send("DELETE", "/jobs/" + id, null);

      assertThat(here.toItsEnd()).extracting(Event::type).endsWith("job.paused");
      assertThat(there.toItsEnd()).extracting(Event::type).endsWith("job.paused");
      assertThat(EventStream.of(node, id).status()).isEqualTo(404);
    }
  }

  @Test
  void endsAtOnceWhenTheNodeGoesDown() {
    Service third = node();
    String id = paused(node);

    try (EventStream stream = EventStream.of(third, id)) {
      assertThat(stream.next()).isPresent();
      third.close();

      // Cut by a node that waited for it in vain, it would end with an error.
      assertThat(stream.toItsEnd()).extracting(Event::type).endsWith("job.paused");
    }
  }

  @Test
  void refusesMoreStreamsThanANodeHasRoomFor() {
    try (Service small = node("gepa.limits.event-streams=2")) {
      String id = paused(small);
      for (int i = 0; i < 5; i++) {
        assertThat(EventStream.of(small, "nobody").status()).isEqualTo(404);
      }
      try (EventStream one = EventStream.of(small, id);
          EventStream two = EventStream.of(small, id);
          EventStream three = EventStream.of(small, id)) {
        assertThat(three.status()).isEqualTo(429);
        assertThat(three.line()).contains("\"rate-limited\"");

        small.send("POST", "/jobs/" + id + "/cancel", null);
        one.toItsEnd();
        two.toItsEnd();
        await().atMost(PATIENCE).until(() -> EventStream.of(small, id).status() == 200);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-1", "1.5", "01", "9223372036854775808", "1 2"})
  void refusesWhatIsNoNumberOfAnEvent(String given) {
    HttpResponse<String> answer = ask("text/event-stream", "?limit=1", "Last-Event-ID", given);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Json.parse(answer.body()).get("errors").valueStream())
        .extracting(e -> e.get("pointer").stringValue())
        .containsExactlyInAnyOrder("Last-Event-ID", "limit");
  }

  @ParameterizedTest
  @CsvSource({
    "*/*, application/json",
    "application/json, application/json",
    "text/event-stream, text/event-stream",
  })
  void givesTheListUnlessAStreamIsAskedFor(String accept, String type) {
    HttpResponse<String> answer = ask(accept, "");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith(type);
  }

  @Test
  void givesNothingElse() {
    assertThat(ask("text/html", "").statusCode()).isEqualTo(406);
  }

  @Test
  void tellsTheHeadOfAStreamAndNoMore() {
    String id = paused(node);

    HttpResponse<String> answer =
        node.send("HEAD", "/jobs/" + id + "/events", null, "Accept", "text/event-stream");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
  }

  private static Service node(String... settings) {
    return Service.on(
        database, with(with(world.settings(), "gepa.outbound.max-attempts=1"), settings));
  }

  private static HttpResponse<String> ask(String accept, String query, String... headers) {
    return node.send(
        "GET", "/jobs/" + ended + "/events" + query, null, with(headers, "Accept", accept));
  }

  private static String[] with(String[] some, String... more) {
    List<String> all = new ArrayList<>(List.of(some));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static String paused(Service service) {
    ObjectNode job = aJob(world, "away", 100);
    job.putObject("execution").put("outageTimeout", "PT1S");
    JsonNode view = service.settled(service.submit(job));
    assertThat(view.get("status").stringValue()).isEqualTo("PAUSED");
    return view.get("id").stringValue();
  }

  private static void assertEqualTheList(List<Event> events, String id) {
    assertThat(events)
        .isEqualTo(
            node.all("/jobs/" + id + "/events").stream()
                .map(e -> new Event(e.get("seq").longValue(), e.get("type").stringValue(), e))
                .toList());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
