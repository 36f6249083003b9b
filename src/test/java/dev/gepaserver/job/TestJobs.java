package dev.gepaserver.job;

import dev.gepaserver.common.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Bodies of jobs with defaults; a test changes what matters to it. */
final class TestJobs {

  private TestJobs() {}

  static ObjectNode aJob() {
    return (ObjectNode)
        Json.parse(
            """
            {
              "name": "ticket routing",
              "labels": {"team": "support"},
              "objective": "Route each ticket to the right queue.",
              "seedCandidate": {"system_prompt": "Route the ticket."},
              "trainset": [
                {"input": "My card was charged twice", "answer": "BILLING-2", "additionalContext": {"policy": "Double charges go to BILLING-2."}},
                {"id": "t2", "input": "The app crashes", "answer": "TECH-1"}
              ],
              "valset": [{"id": "v1", "input": "I was billed two times", "answer": "BILLING-2"}],
              "system": {"type": "prompt", "model": "simulated/worker"},
              "evaluator": {"type": "contains", "expected": "{{answer}}"},
              "reflection": {"model": {"provider": "simulated", "model": "reflector", "temperature": 1.0, "maxTokens": 16000}},
              "search": {"seed": 0},
              "budget": {"maxRollouts": 150}
            }
            """);
  }

  /** The job with the value at a path of names replaced; the value is JSON, null removes it. */
  static ObjectNode aJobWith(String path, String json) {
    return with(aJob(), path, json);
  }

  static ObjectNode with(ObjectNode job, String path, String json) {
    String[] names = path.split("/");
    JsonNode at = job;
    for (int i = 0; i < names.length - 1; i++) {
      JsonNode next = at.isArray() ? at.get(Integer.parseInt(names[i])) : at.get(names[i]);
      if (next == null) {
        next = ((ObjectNode) at).putObject(names[i]);
      }
      at = next;
    }
    String last = names[names.length - 1];
    if (at.isArray()) {
      ((ArrayNode) at).set(Integer.parseInt(last), Json.parse(json));
    } else if (json.isEmpty()) {
      ((ObjectNode) at).remove(last);
    } else {
      ((ObjectNode) at).set(last, Json.parse(json));
    }
    return job;
  }
}
