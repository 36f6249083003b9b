package dev.gepaserver.testing;

import dev.gepaserver.common.Json;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * All that a job has decided, scored and spent, as the API tells it, without what differs from run
 * to run: times, latencies, the order in which answers arrived, and calls in doubt.
 */
public final class JobResult {

  private static final List<String> OF_THE_VIEW =
      List.of("name", "status", "stopReason", "error", "progress", "test");
  private static final List<String> OF_A_RUN = List.of("at", "latencyMs", "attempts", "seq");

  private JobResult() {}

  /** Reads the result of one job. */
  public static JsonNode of(Api api, String jobId) {
    String job = "/jobs/" + jobId;
    JsonNode view = api.get(job);
    ObjectNode result = Json.object();
    OF_THE_VIEW.forEach(field -> result.set(field, view.get(field)));
    result.set("usage", ((ObjectNode) view.get("usage")).without("inDoubtCalls"));
    result.set("pareto", api.get(job + "/pareto"));
    for (String list :
        List.of("candidates", "iterations", "rollouts", "reflections", "model-calls")) {
      result.set(list, Json.tree(items(api, job + "/" + list)));
    }
    return result;
  }

  private static List<JsonNode> items(Api api, String path) {
    return api.all(path).stream()
        .<JsonNode>map(item -> ((ObjectNode) item).without(OF_A_RUN))
        // Lists stand in the order of arrival, which differs.
        .sorted(Comparator.comparing(Json::write))
        .toList();
  }
}
