package dev.gepaserver.archive.persistence;

import dev.gepaserver.common.Json;
import dev.gepaserver.engine.model.Checkpoint;
import dev.gepaserver.engine.model.RandomState;
import java.nio.ByteBuffer;
import java.util.Base64;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A checkpoint as JSON; the generator's words stand in it as base64 of big-endian integers. */
final class CheckpointJson {

  private CheckpointJson() {}

  static String write(Checkpoint checkpoint) {
    int[] words = checkpoint.random().words();
    ByteBuffer bytes = ByteBuffer.allocate(words.length * Integer.BYTES);
    bytes.asIntBuffer().put(words);
    ObjectNode json = Json.object();
    json.put("words", Base64.getEncoder().encodeToString(bytes.array()));
    json.put("index", checkpoint.random().index());
    json.put("iterations", checkpoint.iterations());
    json.put("rollouts", checkpoint.rollouts());
    json.put("acceptedInLastIteration", checkpoint.acceptedInLastIteration());
    json.put("mergesDue", checkpoint.mergesDue());
    json.put("mergesAccepted", checkpoint.mergesAccepted());
    json.put("failedReflections", checkpoint.failedReflections());
    json.put("recentRollouts", checkpoint.recentRollouts());
    json.put("recentFailures", checkpoint.recentFailures());
    return Json.write(json);
  }

  static Checkpoint read(String text) {
    JsonNode json = Json.parse(text);
    int[] words = new int[RandomState.WORDS];
    ByteBuffer.wrap(Base64.getDecoder().decode(json.get("words").stringValue()))
        .asIntBuffer()
        .get(words);
    return new Checkpoint(
        new RandomState(words, json.get("index").intValue()),
        json.get("iterations").intValue(),
        json.get("rollouts").longValue(),
        json.get("acceptedInLastIteration").booleanValue(),
        json.get("mergesDue").intValue(),
        json.get("mergesAccepted").intValue(),
        json.get("failedReflections").intValue(),
        json.path("recentRollouts").longValue(0),
        json.path("recentFailures").longValue(0));
  }
}
