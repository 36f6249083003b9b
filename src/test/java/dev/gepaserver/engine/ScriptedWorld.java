package dev.gepaserver.engine;

import dev.gepaserver.engine.model.Message;
import dev.gepaserver.engine.model.ReflectionOutcome;
import dev.gepaserver.engine.model.ReflectionRecord;
import dev.gepaserver.engine.model.Rollout;
import dev.gepaserver.engine.model.Stage;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.engine.spi.ReflectionDialogue;
import dev.gepaserver.engine.spi.ReflectionModel;
import dev.gepaserver.engine.spi.ReflectionReply;
import dev.gepaserver.engine.spi.ReflectionReply.Answered;
import dev.gepaserver.engine.spi.ReflectionReply.Finish;
import dev.gepaserver.engine.spi.Reflector;
import dev.gepaserver.engine.spi.RolloutBatch;
import dev.gepaserver.engine.spi.RolloutRunner;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;

/**
 * A world that a test writes; unless told otherwise every new text scores better than those before.
 */
final class ScriptedWorld implements RolloutRunner, Reflector {

  final List<String> stages = new ArrayList<>();
  final List<List<Message>> conversations = new ArrayList<>();
  private final List<Texts> met = new ArrayList<>();

  ToDoubleBiFunction<Texts, Integer> scores = (texts, example) -> met.indexOf(texts) / 1000.0;
  ReflectionModel replies =
      (attempt, conversation) -> text("text " + conversations.size() + " {{name}}");
  boolean records = true;

  static ReflectionReply text(String text) {
    return new Answered("```\n" + text + "\n```", Finish.STOP);
  }

  String prompt(int conversation) {
    return conversations.get(conversation).getFirst().content();
  }

  @Override
  public List<List<Rollout>> rollOut(int iteration, Stage stage, List<RolloutBatch> batches) {
    List<List<Rollout>> answers = new ArrayList<>();
    for (RolloutBatch batch : batches) {
      stages.add(
          "%s %s on %s %s"
              .formatted(
                  stage.wireName(), batch.candidate(), batch.split().wireName(), batch.examples()));
      if (!met.contains(batch.texts())) {
        met.add(batch.texts());
      }
      answers.add(batch.examples().stream().map(example -> rollout(batch, example)).toList());
    }
    return answers;
  }

  private Rollout rollout(RolloutBatch batch, int example) {
    Map<String, ReflectionRecord> shown = new LinkedHashMap<>();
    if (records && batch.captureTraces()) {
      for (String component : batch.texts().names()) {
        shown.put(component, new ReflectionRecord(Map.of("Inputs", "example " + example)));
      }
    }
    double score = scores.applyAsDouble(batch.texts(), example);
    return new Rollout(score, Collections.emptySortedMap(), shown);
  }

  @Override
  public List<ReflectionOutcome> reflect(int iteration, List<ReflectionDialogue> dialogues) {
    return dialogues.stream()
        .map(dialogue ->
            dialogue.hold((attempt, conversation) -> {
              conversations.add(conversation);
              return replies.ask(attempt, conversation);
            }))
        .toList();
  }
}
