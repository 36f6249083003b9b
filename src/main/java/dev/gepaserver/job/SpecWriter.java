package dev.gepaserver.job;

import dev.gepaserver.common.Json;
import dev.gepaserver.dataset.Example;
import dev.gepaserver.dataset.ExampleSets;
import dev.gepaserver.outbound.ShownHeaders;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes a specification with the API's field names, every default filled in. */
final class SpecWriter {

  /** Systems and evaluators have headers; fields of that name elsewhere are the user's data. */
  static final List<String> PARTS_WITH_HEADERS = List.of("system", "evaluator");

  private SpecWriter() {}

  /** Without the examples that the job brings itself, as it is kept. */
  static ObjectNode write(JobSpec spec) {
    ObjectNode json = Json.object();
    json.put("name", spec.name());
    json.set("labels", Json.tree(spec.labels()));
    if (spec.objective() != null) {
      json.put("objective", spec.objective());
    }
    if (!spec.writesSeed()) {
      ObjectNode seed = json.putObject("seedCandidate");
      spec.seedCandidate().forEach(seed::put);
    }
    json.set("system", Json.tree(spec.system()));
    if (spec.evaluator() != null) {
      json.set("evaluator", Json.tree(spec.evaluator()));
    }
    json.set("reflection", ReflectionFields.write(spec.reflection()));
    json.set("search", SearchFields.write(spec.search()));
    json.set("budget", BudgetFields.write(spec.budget()));
    json.set("execution", ExecutionFields.write(spec.execution()));
    if (spec.onEnd() != null) {
      json.set("onEnd", Json.tree(spec.onEnd()));
    }
    spec.sets().write(json);
    return json;
  }

  /** With examples, as it could be submitted again. */
  static ObjectNode write(JobSpec spec, ExampleSets examples) {
    ObjectNode json = write(spec);
    put(json, NamedSets.TRAINSET, examples.trainset());
    put(json, NamedSets.VALSET, examples.valset());
    put(json, NamedSets.TESTSET, examples.testset());
    return json;
  }

  /**
   * A specification as it may be shown: as it was written, but with the secrets among its headers
   * and in the queries of its URLs masked.
   *
   * @param spec changed in place
   * @return the same
   */
  static ObjectNode masked(ObjectNode spec) {
    PARTS_WITH_HEADERS.forEach(part -> ShownHeaders.mask(spec.path(part)));
    ShownHeaders.mask(spec.path("onEnd"));
    return spec;
  }

  private static void put(ObjectNode json, String name, List<Example> examples) {
    if (!examples.isEmpty() && !json.has(name)) {
      ArrayNode set = json.putArray(name);
      examples.forEach(example -> set.add(example.data()));
    }
  }
}
