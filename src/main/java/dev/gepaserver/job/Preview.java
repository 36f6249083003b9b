package dev.gepaserver.job;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.InvalidInputException;
import dev.gepaserver.common.Json;
import dev.gepaserver.dataset.Example;
import dev.gepaserver.engine.model.ReflectionRecord;
import dev.gepaserver.engine.model.Rollout;
import dev.gepaserver.engine.model.Split;
import dev.gepaserver.engine.proposal.PromptWriter;
import dev.gepaserver.evaluation.EvaluationInput;
import dev.gepaserver.evaluation.EvaluatorSpec;
import dev.gepaserver.evaluation.Evaluators;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.system.Systems;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a job's models would be sent first.
 *
 * @param firstMessages of the seed on the first training example; empty where the system calls no
 *     model itself
 * @param reflectionPrompt about the seed's first component and the first training examples, where
 *     outputs and feedback, which nobody knows yet, are stood for by words
 * @param callCharacters characters that each model call of a rollout is sent, those of the
 *     evaluator last, on average over the first training examples
 */
record Preview(
    List<ChatMessage> firstMessages, String reflectionPrompt, List<Long> callCharacters) {

  private static final int SAMPLE = 20;

  Preview {
    firstMessages = List.copyOf(firstMessages);
    callCharacters = List.copyOf(callCharacters);
  }

  static Preview of(Submission job, Systems systems, Evaluators evaluators) {
    List<Example> sample = job.examples().trainset().stream().limit(SAMPLE).toList();
    List<List<Long>> characters = new ArrayList<>();
    List<ChatMessage> first;
    try {
      first = systems.firstMessages(job.spec().system(), job.seed(), sample.getFirst());
      for (Example example : sample) {
        List<Long> ofExample =
            new ArrayList<>(systems.promptCharacters(job.spec().system(), job.seed(), example));
        ofExample.addAll(ofEvaluator(job, evaluators, example));
        characters.add(ofExample);
      }
    } catch (CallFailedException.Faulty e) {
      throw new InvalidInputException("/system", String.valueOf(e.getMessage()));
    }
    return new Preview(first, reflectionPrompt(job), averages(characters));
  }

  /** Where outputs have fields that a judge is shown nobody knows what it is sent. */
  private static List<Long> ofEvaluator(Submission job, Evaluators evaluators, Example example) {
    EvaluatorSpec spec = job.spec().evaluator();
    if (spec == null) {
      return List.of();
    }
    EvaluationInput input =
        new EvaluationInput(
            example,
            Split.TRAIN,
            "minibatch",
            "0.parent.0.0",
            job.seed(),
            Json.tree("x".repeat(Estimator.REPLY_TOKENS * Estimator.CHARACTERS_PER_TOKEN)),
            null);
    try {
      return evaluators.promptCharacters(spec, input);
    } catch (CallFailedException.Faulty e) {
      return spec.modelsPerRollout().stream().map(_ -> (long) Json.write(spec).length()).toList();
    }
  }

  private static List<Long> averages(List<List<Long>> rows) {
    return IntStream.range(0, rows.getFirst().size())
        .mapToObj(
            call -> Math.round(rows.stream().mapToLong(row -> row.get(call)).average().orElse(0)))
        .toList();
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
