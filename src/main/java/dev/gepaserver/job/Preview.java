package dev.gepaserver.job;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.InvalidInputException;
import dev.gepaserver.common.Json;
import dev.gepaserver.dataset.Example;
import dev.gepaserver.engine.model.ReflectionRecord;
import dev.gepaserver.engine.model.Rollout;
import dev.gepaserver.engine.proposal.PromptWriter;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.system.Systems;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a job's models would be sent first.
 *
 * @param firstMessages of the seed on the first training example; empty where the system calls no
 *     model itself
 * @param reflectionPrompt about the seed's first component and the first training examples, where
 *     outputs and feedback, which nobody knows yet, are stood for by words
 * @param messageCharacters characters of the first messages, on average over the first training
 *     examples
 */
record Preview(List<ChatMessage> firstMessages, String reflectionPrompt, long messageCharacters) {

  private static final int SAMPLE = 20;

  Preview {
    firstMessages = List.copyOf(firstMessages);
  }

  static Preview of(Submission job, Systems systems) {
    List<Example> sample = job.examples().trainset().stream().limit(SAMPLE).toList();
    List<List<ChatMessage>> messages =
        sample.stream().map(example -> firstMessages(job, systems, example)).toList();
    double characters =
        messages.stream()
            .mapToLong(all -> all.stream().mapToLong(m -> m.content().length()).sum())
            .average()
            .orElse(0);
    return new Preview(messages.getFirst(), reflectionPrompt(job), Math.round(characters));
  }

  private static List<ChatMessage> firstMessages(Submission job, Systems systems, Example example) {
    try {
      return systems.firstMessages(job.spec().system(), job.seed(), example);
    } catch (CallFailedException.Faulty e) {
      throw new InvalidInputException("/system", String.valueOf(e.getMessage()));
    }
  }

  private static String reflectionPrompt(Submission job) {
    String component = job.seed().names().getFirst();
    List<Rollout> rollouts =
        job.examples().trainset().stream()
            .limit(job.spec().reflection().minibatchSize())
            .map(example ->
                new Rollout(0, Collections.emptySortedMap(), Map.of(component, record(example))))
            .toList();
    PromptWriter writer = new PromptWriter(job.spec().searchOptions().reflection(), job.seed());
    return writer
        .dialogue(new PromptWriter.Subject(0, 0, job.seed(), rollouts, List.of()))
        .orElseThrow()
        .opening()
        .getFirst()
        .content();
  }

  private static ReflectionRecord record(Example example) {
    JsonNode input = example.data().get("input");
    Map<String, @Nullable Object> record = new LinkedHashMap<>();
    record.put("Inputs", Json.inText(input == null ? example.data() : input));
    record.put("Generated Outputs", "(what the system puts out)");
    record.put("Feedback", "(what the evaluator says of it)");
    return new ReflectionRecord(record);
  }
}
