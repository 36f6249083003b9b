package dev.gepaserver.engine;

import dev.gepaserver.engine.model.DataSizes;
import dev.gepaserver.engine.model.Rollout;
import dev.gepaserver.engine.model.Split;
import dev.gepaserver.engine.model.Stage;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.engine.model.ValScores;
import dev.gepaserver.engine.spi.RolloutBatch;
import dev.gepaserver.engine.spi.RolloutRunner;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Rolls out whole stages: asks the port, and keeps the evaluation cache. */
final class Evaluator {

  private final RolloutRunner runner;

  Evaluator(RolloutRunner runner) {
    this.runner = runner;
  }

  /**
   * The answers of one batch.
   *
   * @param rollouts in the order of the batch's examples
   * @param counted how many of them were rolled out; the others were known
   */
  record Evaluated(List<Rollout> rollouts, int counted) {

    /** Scores that were known before. */
    static Evaluated known(ValScores scores) {
      return new Evaluated(
          IntStream.range(0, scores.size())
              .mapToObj(e -> new Rollout(scores.score(e), scores.objectives(e), Map.of()))
              .toList(),
          0);
    }
  }

  private record Evaluation(Texts texts, List<Integer> minibatch) {

    static Evaluation of(MutationTask task) {
      return new Evaluation(task.parent().texts(), task.minibatch());
    }
  }

  /**
   * Rolls out the parents on their minibatches. Tasks with the same texts and minibatch share the
   * evaluation of the first of them.
   */
  void parents(Draft draft, List<MutationTask> tasks) {
    Map<Evaluation, RolloutBatch> batches = new LinkedHashMap<>();
    for (MutationTask task : tasks) {
      Integer parent = task.parent().index();
      batches.putIfAbsent(Evaluation.of(task), onMinibatch(task, parent, task.parent().texts()));
    }
    List<List<Rollout>> answers = afresh(draft, Stage.PARENT, List.copyOf(batches.values()));
    List<Evaluation> asked = List.copyOf(batches.keySet());
    for (MutationTask task : tasks) {
      task.rolledOutParent(answers.get(asked.indexOf(Evaluation.of(task))));
    }
  }

  /** Rolls out every task's child on its own minibatch. */
  void children(Draft draft, List<MutationTask> tasks) {
    List<RolloutBatch> batches =
        tasks.stream().map(task -> onMinibatch(task, null, task.child())).toList();
    List<List<Rollout>> answers = afresh(draft, Stage.CHILD, batches);
    for (int i = 0; i < tasks.size(); i++) {
      tasks.get(i).rolledOutChild(answers.get(i));
    }
  }

  private static RolloutBatch onMinibatch(
      MutationTask task, @Nullable Integer candidate, Texts texts) {
    return new RolloutBatch(task.number(), candidate, texts, Split.TRAIN, task.minibatch(), true);
  }

  /** The batch of a candidate on the whole validation set. */
  static RolloutBatch onValidationSet(
      DataSizes sizes, int task, @Nullable Integer candidate, Texts texts) {
    List<Integer> all = IntStream.range(0, sizes.validationExamples()).boxed().toList();
    return new RolloutBatch(task, candidate, texts, sizes.validationSplit(), all, false);
  }

  /** Rolls out every example of every batch, whatever the cache knows, and counts them. */
  private List<List<Rollout>> afresh(Draft draft, Stage stage, List<RolloutBatch> batches) {
    List<List<Rollout>> answers = ask(draft, stage, batches);
    cache(draft, batches, answers);
    answers.forEach(answer -> draft.count(answer.size()));
    return answers;
  }

  /** Rolls out what the cache does not know. Counting is left to the caller. */
  List<Evaluated> throughCache(Draft draft, Stage stage, List<RolloutBatch> batches) {
    List<RolloutBatch> unknown = new ArrayList<>();
    for (RolloutBatch batch : batches) {
      List<Integer> examples =
          batch.examples().stream().filter(e -> draft.cached(batch.texts(), e) == null).toList();
      if (!examples.isEmpty()) {
        unknown.add(batch.on(examples));
      }
    }
    List<List<Rollout>> answers = ask(draft, stage, unknown);
    Iterator<Rollout> next = answers.stream().flatMap(List::stream).iterator();
    List<Evaluated> evaluated = batches.stream().map(b -> completed(draft, b, next)).toList();
    cache(draft, unknown, answers);
    return evaluated;
  }

  private static Evaluated completed(Draft draft, RolloutBatch batch, Iterator<Rollout> answers) {
    List<Rollout> rollouts = new ArrayList<>();
    int counted = 0;
    for (int example : batch.examples()) {
      Rollout cached = draft.cached(batch.texts(), example);
      if (cached == null) {
        counted++;
      }
      rollouts.add(cached == null ? answers.next() : cached);
    }
    return new Evaluated(rollouts, counted);
  }

  private List<List<Rollout>> ask(Draft draft, Stage stage, List<RolloutBatch> batches) {
    if (batches.isEmpty()) {
      return List.of();
    }
    List<List<Rollout>> answers = runner.rollOut(draft.iteration(), stage, batches);
    for (int i = 0; i < batches.size(); i++) {
      int asked = batches.get(i).examples().size();
      if (answers.size() != batches.size() || answers.get(i).size() != asked) {
        throw new IllegalStateException(
            "Stage %s: the runner's answers do not fit the %s batches asked for"
                .formatted(stage, batches.size()));
      }
    }
    answers.forEach(draft::noteFailures);
    return answers;
  }

  private static void cache(Draft draft, List<RolloutBatch> batches, List<List<Rollout>> answers) {
    for (int i = 0; i < batches.size(); i++) {
      RolloutBatch batch = batches.get(i);
      draft.cache(batch.texts(), batch.split(), batch.examples(), answers.get(i));
    }
  }
}
