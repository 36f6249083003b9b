package dev.gepaserver.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Json;
import dev.gepaserver.testing.Service;
import dev.gepaserver.testing.World;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Plays every decision trace over HTTP: the system is a webhook, the reflection model speaks the
 * OpenAI protocol.
 */
class ParityThroughTheServiceTest {

  private static World world;
  private static Service service;

  @BeforeAll
  static void open() throws IOException {
    world = new World();
    service = Service.fresh(world.settings());
  }

  @AfterAll
  static void close() {
    service.close();
    world.close();
  }

  static Stream<String> traces() throws IOException {
    Resource[] files =
        new PathMatchingResourcePatternResolver().getResources("classpath:parity/*.json");
    return Stream.of(files)
        .map(Resource::getFilename)
        .filter(name -> name.matches("\\d.*"))
        .sorted();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("traces")
  void takesTheDecisionsOfTheTrace(String file) throws IOException {
    JsonNode trace = read(file);
    String name = trace.get("name").stringValue();
    Map<String, String> replies = new HashMap<>();
    trace
        .get("reflections")
        .forEach(r -> replies.put(r.get("prompt").stringValue(), r.get("reply").stringValue()));
    world.model(name, prompt -> java.util.Objects.requireNonNull(replies.get(prompt), prompt));
    world.hook(name, answers(trace));

    String id = service.submit(job(trace, name));
    JsonNode view = service.settled(id);

    assertThat(view.get("status").stringValue()).as(view.toString()).isEqualTo("COMPLETED");
    assertThat(found(id, view)).isEqualTo(expected(trace.get("expected")));
    assertThat(service.all("/jobs/" + id + "/rollouts"))
        .hasSize(view.at("/progress/rollouts").intValue());
  }

  private static JsonNode read(String file) throws IOException {
    try (InputStream in =
        ParityThroughTheServiceTest.class.getResourceAsStream("/parity/" + file)) {
      return Json.MAPPER.readTree(in);
    }
  }

  private static java.util.function.Function<JsonNode, String> answers(JsonNode trace) {
    Map<String, JsonNode> known = new HashMap<>();
    for (JsonNode evaluation : trace.get("evaluations")) {
      String candidate = sorted(evaluation.get("candidate"));
      for (Map.Entry<String, JsonNode> split : evaluation.get("results").properties()) {
        JsonNode set = trace.get(split.getKey().equals("train") ? "trainset" : "valset");
        for (Map.Entry<String, JsonNode> row : split.getValue().properties()) {
          String input = set.get(Integer.parseInt(row.getKey())).get("input").stringValue();
          known.put(candidate + input, row.getValue());
        }
      }
    }
    return request -> {
      ObjectNode answer = Json.object();
      ArrayNode results = answer.putArray("results");
      String candidate = sorted(request.get("candidate"));
      for (JsonNode example : request.get("examples")) {
        String input = example.at("/data/input").stringValue();
        ObjectNode result = Json.object();
        result.set("id", example.get("id"));
        known
            .get(candidate + input)
            .properties()
            .forEach(e -> result.set(e.getKey(), e.getValue()));
        results.add(result);
      }
      return Json.write(answer);
    };
  }

  private static String sorted(JsonNode candidate) {
    Map<String, String> texts = new TreeMap<>();
    candidate.properties().forEach(e -> texts.put(e.getKey(), e.getValue().stringValue()));
    return Json.write(texts);
  }

  private static ObjectNode job(JsonNode trace, String name) {
    JsonNode options = trace.get("options");
    ObjectNode job = Json.object().put("name", name);
    job.set("seedCandidate", trace.get("seedCandidate"));
    job.set("trainset", trace.get("trainset"));
    if (!trace.get("valset").isNull()) {
      job.set("valset", trace.get("valset"));
    }
    job.putObject("system").put("type", "http").put("url", world.url(name)).put("batchSize", 4);
    ObjectNode reflection = job.putObject("reflection");
    reflection.putObject("model").put("provider", "lab").put("model", name);
    reflection.set("promptTemplate", trace.get("promptTemplate"));
    for (String field :
        List.of("minibatchSize", "componentSelector", "skipPerfectScore", "perfectScore")) {
      reflection.set(field, options.get(field));
    }
    ObjectNode search = job.putObject("search");
    for (String field :
        List.of(
            "seed",
            "candidateSelector",
            "frontier",
            "acceptance",
            "merge",
            "cacheEvaluations",
            "skipDuplicates",
            "sampling",
            "selection")) {
      search.set(field, options.get(field));
    }
    ObjectNode budget = job.putObject("budget");
    budget.set("maxRollouts", options.get("maxMetricCalls"));
    budget.set("maxIterations", options.get("maxIterations"));
    return job;
  }

  private record Decisions(
      int best, long rollouts, List<Iteration> iterations, List<Candidate> candidates) {}

  private record Iteration(
      int iteration,
      List<Integer> parents,
      List<List<Integer>> minibatches,
      List<Integer> accepted,
      int rejected,
      List<Integer> mergeParents,
      boolean mergeAccepted) {}

  private record Candidate(
      List<Map.Entry<String, String>> components,
      List<Integer> parents,
      List<Double> valScores,
      double valScore,
      long discoveredAt) {}

  private static Decisions found(String id, JsonNode view) {
    List<Iteration> iterations = new ArrayList<>();
    for (JsonNode i : service.all("/jobs/" + id + "/iterations")) {
      boolean merge = i.get("kind").stringValue().equals("merge");
      List<JsonNode> proposals = new ArrayList<>(i.get("proposals").values());
      iterations.add(
          new Iteration(
              i.get("iteration").intValue(),
              merge
                  ? List.of()
                  : proposals.stream().map(p -> p.get("parents").get(0).intValue()).toList(),
              merge ? List.of() : proposals.stream().map(p -> places(p.get("minibatch"))).toList(),
              proposals.stream()
                  .filter(p -> p.get("status").stringValue().equals("accepted"))
                  .map(p -> p.get("candidate").intValue())
                  .sorted()
                  .toList(),
              merge
                  ? 0
                  : (int)
                      proposals.stream()
                          .filter(p -> p.get("status").stringValue().equals("rejected"))
                          .count(),
              merge
                  ? ints(proposals.getFirst().get("parents")).stream().sorted().toList()
                  : List.of(),
              merge && proposals.getFirst().get("status").stringValue().equals("accepted")));
    }
    List<Candidate> candidates = new ArrayList<>();
    service.all("/jobs/" + id + "/candidates").stream()
        .sorted(Comparator.comparing(c -> c.get("index").intValue()))
        .forEach(c ->
            candidates.add(
                new Candidate(
                    texts(c.get("components")),
                    ints(c.get("parents")),
                    c.get("valScores").properties().stream()
                        .sorted(Comparator.comparing(e -> Integer.valueOf(e.getKey())))
                        .map(e -> e.getValue().doubleValue())
                        .toList(),
                    c.get("valScore").doubleValue(),
                    c.get("discoveredAt").longValue())));
    return new Decisions(
        view.at("/progress/bestCandidate").intValue(),
        view.at("/progress/rollouts").longValue(),
        iterations,
        candidates);
  }

  private static Decisions expected(JsonNode expected) {
    List<Iteration> iterations = new ArrayList<>();
    for (JsonNode i : expected.get("iterations")) {
      JsonNode merge = i.get("merge");
      iterations.add(
          new Iteration(
              i.get("iteration").intValue(),
              ints(i.get("parents")),
              i.get("minibatches").valueStream().map(ParityThroughTheServiceTest::ints).toList(),
              ints(i.get("accepted")),
              i.get("rejected").intValue(),
              merge.isNull() ? List.of() : ints(merge.get("parents")),
              !merge.isNull() && merge.get("accepted").booleanValue()));
    }
    List<Candidate> candidates = new ArrayList<>();
    for (JsonNode c : expected.get("candidates")) {
      candidates.add(
          new Candidate(
              texts(c.get("components")),
              ints(c.get("parents")),
              c.get("valScores").valueStream().map(JsonNode::doubleValue).toList(),
              c.get("valScore").doubleValue(),
              c.get("discoveredAt").longValue()));
    }
    return new Decisions(
        expected.get("best").intValue(),
        expected.get("metricCalls").longValue(),
        iterations,
        candidates);
  }

  private static List<Map.Entry<String, String>> texts(JsonNode components) {
    return components.properties().stream()
        .map(e -> Map.entry(e.getKey(), e.getValue().stringValue()))
        .toList();
  }

  private static List<Integer> ints(JsonNode list) {
    return list.valueStream().map(JsonNode::intValue).toList();
  }

  private static List<Integer> places(JsonNode labels) {
    return labels.valueStream().map(label -> Integer.valueOf(label.stringValue())).toList();
  }
}
