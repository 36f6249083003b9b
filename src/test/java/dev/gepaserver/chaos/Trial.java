package dev.gepaserver.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.testing.Api;
import dev.gepaserver.testing.JobResult;
import dev.gepaserver.testing.Service;
import dev.gepaserver.testing.ServiceProcess;
import dev.gepaserver.testing.TestDatabase;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/** A job of every kind at once, submitted to one service and perhaps ended by another. */
final class Trial {

  private static final Duration LONGEST = Duration.ofMinutes(20);

  private static final Map<Integer, Map<String, JsonNode>> STRAIGHT = new HashMap<>();

  private final Outside outside;
  private final int maxRollouts;
  private final Map<String, String> ids = new LinkedHashMap<>();

  Trial(Outside outside, int maxRollouts) {
    this.outside = outside;
    this.maxRollouts = maxRollouts;
  }

  /** What comes of the jobs where nothing happens; found out once for all tests. */
  static Map<String, JsonNode> straight(int maxRollouts) throws Exception {
    synchronized (STRAIGHT) {
      if (!STRAIGHT.containsKey(maxRollouts)) {
        STRAIGHT.put(maxRollouts, runStraight(maxRollouts));
      }
      return STRAIGHT.get(maxRollouts);
    }
  }

  private static Map<String, JsonNode> runStraight(int maxRollouts) throws Exception {
    try (Outside outside = new Outside();
        Service service = Service.on(TestDatabase.create(), settings(outside))) {
      Map<String, JsonNode> results =
          new Trial(outside, maxRollouts).submit(service).results(service);
      assertMerges(results.get("merge"));
      assertAsksTheCache(results.get("cached"));
      return results;
    }
  }

  /** Else nothing of a merge could be lost. */
  private static void assertMerges(JsonNode result) {
    assertThat(result.get("iterations").valueStream())
        .filteredOn(iteration -> iteration.get("kind").stringValue().equals("merge"))
        .extracting(merge -> merge.at("/proposals/0/status").stringValue())
        .contains("accepted", "rejected");
  }

  /** Else nobody would miss the cache: fewer validation rollouts than scores. */
  private static void assertAsksTheCache(JsonNode result) {
    long scores =
        result
            .get("candidates")
            .valueStream()
            .filter(candidate -> candidate.get("index").intValue() > 0)
            .mapToLong(candidate -> candidate.get("valScores").size())
            .sum();
    assertThat(result.get("rollouts").valueStream())
        .filteredOn(rollout -> rollout.get("stage").stringValue().equals("validation"))
        .isNotEmpty()
        .hasSizeLessThan(Math.toIntExact(scores));
  }

  /** The settings of a service that runs all of the jobs at once. */
  static String[] settings(Outside outside, String... more) {
    List<String> settings = outside.settings();
    settings.add("gepa.workers.max-jobs=" + Kinds.NAMES.size());
    settings.addAll(List.of(more));
    return settings.toArray(String[]::new);
  }

  Trial submit(Api service) {
    Kinds.bring(service);
    Kinds.NAMES.forEach(
        name -> ids.put(name, service.submit(Kinds.job(outside, name, maxRollouts))));
    return this;
  }

  /** Waits until so many more things were answered. */
  void awaitAnswers(int more) {
    int until = outside.answered() + more;
    Awaitility.await()
        .atMost(ServiceProcess.PATIENCE)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> outside.answered() >= until);
  }

  /** Waits for the end of all jobs and gives what came of them, by name. */
  Map<String, JsonNode> results(Api service) {
    Map<String, JsonNode> results = new LinkedHashMap<>();
    ids.forEach((name, id) -> {
      JsonNode view = service.settled(id, LONGEST);
      assertThat(view.get("status").stringValue()).as(view.toString()).isEqualTo("COMPLETED");
      assertEventsAreWhole(service, id);
      results.put(name, JobResult.of(service, id));
    });
    return results;
  }

  /** The calls in doubt of each job, by name. */
  Map<String, Integer> inDoubt(Api service) {
    Map<String, Integer> inDoubt = new LinkedHashMap<>();
    ids.forEach((name, id) ->
        inDoubt.put(name, service.get("/jobs/" + id).at("/usage/inDoubtCalls").intValue()));
    return inDoubt;
  }

  /** How many things were answered in all. */
  static int answers(Map<String, JsonNode> results) {
    return results.values().stream()
        .flatMap(result -> result.get("usage").valueStream())
        .mapToInt(usage -> usage.path("calls").asInt(0))
        .sum();
  }

  static void assertSame(Map<String, JsonNode> found, Map<String, JsonNode> straight) {
    straight.forEach((name, result) ->
        result
            .properties()
            .forEach(part ->
                assertThat(found.get(name).get(part.getKey()))
                    .as("%s of job %s", part.getKey(), name)
                    .isEqualTo(part.getValue())));
  }

  private static void assertEventsAreWhole(Api service, String id) {
    List<JsonNode> events = service.all("/jobs/" + id + "/events");
    assertThat(events)
        .extracting(event -> event.get("seq").intValue())
        .isEqualTo(IntStream.rangeClosed(1, events.size()).boxed().toList());
    List<Integer> finished =
        events.stream()
            .filter(event -> event.get("type").stringValue().equals("iteration.finished"))
            .map(event -> event.get("iteration").intValue())
            .toList();
    assertThat(finished).isEqualTo(IntStream.range(0, finished.size()).boxed().toList());
  }
}
