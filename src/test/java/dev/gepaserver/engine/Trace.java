package dev.gepaserver.engine;

import dev.gepaserver.engine.model.Budget;
import dev.gepaserver.engine.model.Choice;
import dev.gepaserver.engine.model.DataSizes;
import dev.gepaserver.engine.model.MergeOptions;
import dev.gepaserver.engine.model.PromptOptions;
import dev.gepaserver.engine.model.ReflectionOptions;
import dev.gepaserver.engine.model.SearchOptions;
import dev.gepaserver.engine.model.StrategyOptions;
import dev.gepaserver.engine.model.Texts;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One recorded run: what it was told, what the world answered and what was decided. */
record Trace(JsonNode json) {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  static List<String> names() {
    return List.of(
        "01-one-component",
        "02-three-components-round-robin",
        "03-all-components",
        "04-merge",
        "05-merge-noisy",
        "06-frontier-objective",
        "07-frontier-hybrid",
        "08-frontier-cartesian",
        "09-current-best-or-equal",
        "10-epsilon-greedy-odd-batches",
        "11-top-k-val-is-train-cached",
        "12-two-parents-two-mutations-best",
        "13-independent-top-k",
        "14-same-parent-all-improvements",
        "15-merge-one-invocation",
        "16-merge-cached",
        "17-more-tasks-than-minibatches",
        "18-merge-too-little-overlap",
        "19-merge-two-invocations",
        "20-sums-left-to-right",
        "21-minibatch-sums");
  }

  static Trace named(String name) {
    return new Trace(read(name));
  }

  static JsonNode read(String name) {
    try (InputStream in = Trace.class.getResourceAsStream("/parity/" + name + ".json")) {
      return MAPPER.readTree(in);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  Texts seed() {
    return texts(json.get("seedCandidate"));
  }

  static Texts texts(JsonNode node) {
    Map<String, String> texts = new LinkedHashMap<>();
    node.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asString()));
    return Texts.of(texts);
  }

  DataSizes sizes() {
    JsonNode valset = json.get("valset");
    boolean shared = valset == null || valset.isNull();
    return new DataSizes(json.get("trainset").size(), shared ? 0 : valset.size());
  }

  JsonNode expected() {
    return json.get("expected");
  }

  SearchOptions options() {
    JsonNode given = json.get("options");
    Budget budget =
        Budget.builder()
            .maxRollouts(given.get("maxMetricCalls").asLong())
            .maxIterations(given.get("maxIterations").asInt())
            .build();
    JsonNode merge = given.get("merge");
    return SearchOptions.within(budget)
        .withSeed(given.get("seed").bigIntegerValue())
        .withStrategies(strategies(given))
        .withMerge(
            new MergeOptions(
                merge.get("enabled").asBoolean(),
                merge.get("maxInvocations").asInt(),
                merge.get("valOverlapFloor").asInt()))
        .withReflection(
            new ReflectionOptions(
                given.get("minibatchSize").asInt(),
                given.get("skipPerfectScore").asBoolean(),
                given.get("perfectScore").asDouble(),
                1,
                1000,
                PromptOptions.DEFAULT.withTemplate(json.get("promptTemplate").asString())))
        .withCacheEvaluations(given.get("cacheEvaluations").asBoolean())
        .withSkipDuplicates(given.get("skipDuplicates").asBoolean());
  }

  private static StrategyOptions strategies(JsonNode given) {
    return new StrategyOptions(
        choice(given.get("candidateSelector")),
        StrategyOptions.DEFAULT.minibatchSampler(),
        choice(given.get("componentSelector")),
        choice(given.get("frontier")),
        choice(given.get("acceptance")),
        choice(given.get("sampling")),
        choice(given.get("selection")));
  }

  private static Choice choice(JsonNode node) {
    if (node.isString()) {
      return Choice.of(node.asString());
    }
    Map<String, Double> parameters = new LinkedHashMap<>();
    for (String name : List.of("n", "p", "k")) {
      if (node.has(name)) {
        parameters.put(name, node.get(name).asDouble());
      }
    }
    return Choice.of(node.get("type").asString(), parameters);
  }

  static List<Integer> ints(JsonNode array) {
    return IntStream.range(0, array.size()).mapToObj(i -> array.get(i).asInt()).toList();
  }

  static List<Double> doubles(JsonNode array) {
    return IntStream.range(0, array.size()).mapToObj(i -> array.get(i).asDouble()).toList();
  }
}
