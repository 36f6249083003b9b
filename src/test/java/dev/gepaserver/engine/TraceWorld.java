package dev.gepaserver.engine;

import dev.gepaserver.engine.model.ReflectionOutcome;
import dev.gepaserver.engine.model.ReflectionRecord;
import dev.gepaserver.engine.model.Rollout;
import dev.gepaserver.engine.model.Stage;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.engine.spi.ReflectionDialogue;
import dev.gepaserver.engine.spi.ReflectionReply;
import dev.gepaserver.engine.spi.Reflector;
import dev.gepaserver.engine.spi.RolloutBatch;
import dev.gepaserver.engine.spi.RolloutRunner;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Gives the recorded answers; a question that was not recorded is a wrong decision. */
final class TraceWorld implements RolloutRunner, Reflector {

  private final Map<Texts, JsonNode> evaluations = new HashMap<>();
  private final Map<String, String> replies = new HashMap<>();
  private final JsonNode trainset;

  TraceWorld(Trace trace) {
    JsonNode json = trace.json();
    trainset = json.get("trainset");
    for (JsonNode evaluation : json.get("evaluations")) {
      evaluations.put(Trace.texts(evaluation.get("candidate")), evaluation.get("results"));
    }
    for (JsonNode reflection : json.get("reflections")) {
      replies.put(reflection.get("prompt").asString(), reflection.get("reply").asString());
    }
  }

  @Override
  public List<List<Rollout>> rollOut(int iteration, Stage stage, List<RolloutBatch> batches) {
    return batches.stream()
        .map(batch -> batch.examples().stream().map(e -> rollout(batch, e)).toList())
        .toList();
  }

  private Rollout rollout(RolloutBatch batch, int example) {
    JsonNode results = evaluations.get(batch.texts());
    JsonNode split = results == null ? null : results.get(batch.split().wireName());
    JsonNode result = split == null ? null : split.get(String.valueOf(example));
    if (result == null) {
      throw new AssertionError("Not recorded: " + batch + " on " + example);
    }
    TreeMap<String, Double> objectives = new TreeMap<>();
    result
        .get("objectives")
        .properties()
        .forEach(objective -> objectives.put(objective.getKey(), objective.getValue().asDouble()));
    Map<String, ReflectionRecord> records =
        batch.captureTraces() ? records(result, example) : Map.of();
    return new Rollout(result.get("score").asDouble(), objectives, records);
  }

  private Map<String, ReflectionRecord> records(JsonNode result, int example) {
    Map<String, ReflectionRecord> records = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> feedback : result.get("feedback").properties()) {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("Inputs", trainset.get(example).get("input").asString());
      values.put("Generated Outputs", result.get("output").asString());
      values.put("Feedback", feedback.getValue().asString());
      records.put(feedback.getKey(), new ReflectionRecord(values));
    }
    return records;
  }

  @Override
  public List<ReflectionOutcome> reflect(int iteration, List<ReflectionDialogue> dialogues) {
    return dialogues.stream()
        .map(dialogue -> dialogue.hold((attempt, messages) -> reply(messages.getFirst().content())))
        .toList();
  }

  private ReflectionReply reply(String prompt) {
    String reply = replies.get(prompt);
    if (reply == null) {
      throw new AssertionError("Not recorded:\n" + prompt);
    }
    return new ReflectionReply.Answered(reply, ReflectionReply.Finish.STOP);
  }
}
