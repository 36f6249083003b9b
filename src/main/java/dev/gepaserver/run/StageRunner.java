package dev.gepaserver.run;

import dev.gepaserver.archive.OpenWork;
import dev.gepaserver.archive.OpenWork.TestPlace;
import dev.gepaserver.archive.RolloutRow;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Sha256;
import dev.gepaserver.dataset.Example;
import dev.gepaserver.engine.model.Rollout;
import dev.gepaserver.engine.model.Split;
import dev.gepaserver.engine.model.Stage;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.engine.spi.RolloutBatch;
import dev.gepaserver.engine.spi.RolloutRunner;
import dev.gepaserver.job.ExecutionSpec;
import dev.gepaserver.job.ExecutionSpec.OnRolloutError;
import dev.gepaserver.job.TestDetails;
import dev.gepaserver.journal.CallKey;
import dev.gepaserver.journal.CallScope;
import dev.gepaserver.system.RolloutOutcome;
import dev.gepaserver.system.RolloutTask;
import dev.gepaserver.system.RunnableSystem;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Rolls out candidates for one run: what an earlier run finished is taken from the journal, the
 * rest goes to the system in batches, at most {@code maxConcurrency} rollouts at once, and is
 * durable before the search sees it.
 */
final class StageRunner implements RolloutRunner {

  private final RunJournal journal;
  private final Fanout fanout;
  private final RunnableSystem system;
  private final Map<Split, List<Example>> examples;
  private final OnRolloutError onError;
  private final int maxConcurrency;
  private final Semaphore permits;
  private final InstantSource time;
  private volatile String lastFailure = "";

  StageRunner(
      RunJournal journal,
      Fanout fanout,
      RunnableSystem system,
      Map<Split, List<Example>> examples,
      ExecutionSpec execution,
      InstantSource time) {
    this.journal = journal;
    this.fanout = fanout;
    this.system = system;
    this.examples = Map.copyOf(examples);
    this.onError = execution.onRolloutError();
    this.maxConcurrency = execution.maxConcurrency();
    this.permits = new Semaphore(maxConcurrency, true);
    this.time = time;
  }

  @Override
  public List<List<Rollout>> rollOut(int iteration, Stage stage, List<RolloutBatch> batches) {
    List<@Nullable Rollout[]> results = new ArrayList<>();
    List<Callable<Void>> work = new ArrayList<>();
    List<Callable<Void>> checks = new ArrayList<>();
    for (RolloutBatch batch : batches) {
      Rollout[] slots = new Rollout[batch.examples().size()];
      results.add(slots);
      Sha256 begun = Sha256.of(Json.write(batch.texts().asMap()));
      List<Restored> restored = new ArrayList<>();
      for (List<RolloutTask> chunk : chunks(open(iteration, stage, batch, slots, restored))) {
        work.add(() -> {
          request(batch, chunk, slots, begun);
          return null;
        });
      }
      if (!restored.isEmpty()) {
        checks.add(Restored.check(restored, begun));
      }
    }
    // Of very many rollouts the checks take a second, in which the rest may be asked for; they all
    // end before anything is decided from any of them.
    work.addAll(checks);
    fanout.all(work);
    journal.flush();
    return results.stream().map(List::of).toList();
  }

  /** The rollouts that no earlier run has finished; the others go into their slots. */
  private List<RolloutTask> open(
      int iteration,
      Stage stage,
      RolloutBatch batch,
      @Nullable Rollout[] slots,
      List<Restored> restored) {
    List<Example> set = examples.getOrDefault(batch.split(), List.of());
    List<RolloutTask> open = new ArrayList<>();
    for (int position = 0; position < slots.length; position++) {
      CallScope scope = new CallScope(journal, iteration, stage.wireName(), batch.task(), position);
      Example example = set.get(batch.examples().get(position));
      Optional<OpenWork.SavedRollout> saved = journal.rollout(scope.key(""));
      if (saved.isPresent()) {
        restored.add(new Restored(scope.key(""), example, saved.get().hash()));
        slots[position] =
            new Rollout(
                saved.get().score(),
                saved.get().objectives(),
                saved.get().records(),
                saved.get().failed());
      } else {
        open.add(
            new RolloutTask(
                scope, stage, batch.split(), batch.texts(), example, batch.captureTraces()));
      }
    }
    return open;
  }

  /** Splits into requests of the system's size in which no example stands twice. */
  private List<List<RolloutTask>> chunks(List<RolloutTask> tasks) {
    List<List<RolloutTask>> chunks = new ArrayList<>();
    List<RolloutTask> left = tasks;
    while (!left.isEmpty()) {
      List<RolloutTask> again = new ArrayList<>();
      List<RolloutTask> chunk = new ArrayList<>();
      Set<Integer> used = new HashSet<>();
      for (RolloutTask task : left) {
        if (!used.add(task.example().position())) {
          again.add(task);
        } else {
          chunk.add(task);
          if (chunk.size() == system.batchSize()) {
            chunks.add(chunk);
            chunk = new ArrayList<>();
            used.clear();
          }
        }
      }
      if (!chunk.isEmpty()) {
        chunks.add(chunk);
      }
      left = again;
    }
    return chunks;
  }

  private void request(
      RolloutBatch batch, List<RolloutTask> chunk, @Nullable Rollout[] slots, Sha256 begun)
      throws InterruptedException {
    List<RolloutOutcome> outcomes = ask(batch, chunk, begun);
    for (int i = 0; i < chunk.size(); i++) {
      RolloutOutcome outcome = outcomes.get(i);
      if (outcome.error() != null) {
        lastFailure = ". The last one: " + outcome.error().detail();
      }
      if (outcome.error() != null && onError == OnRolloutError.FAIL) {
        journal.flush();
        throw new RunFailedException(
            "rollouts-failing",
            "rollout %s failed: %s"
                .formatted(chunk.get(i).scope().rolloutId(), outcome.error().detail()));
      }
      slots[chunk.get(i).scope().position()] =
          new Rollout(
              outcome.score(), outcome.objectives(), outcome.records(), outcome.error() != null);
    }
  }

  /** Gives way to the next request as soon as the outcomes are handed over, not yet durable. */
  private List<RolloutOutcome> ask(RolloutBatch batch, List<RolloutTask> chunk, Sha256 begun)
      throws InterruptedException {
    // A request larger than the limit takes all of it: it cannot be split, and runs alone.
    int weight = Math.min(chunk.size(), maxConcurrency);
    permits.acquire(weight);
    try {
      journal.goOn();
      List<RolloutOutcome> outcomes = system.rollOut(chunk);
      List<RunJournal.Finished> finished = new ArrayList<>(chunk.size());
      for (int i = 0; i < chunk.size(); i++) {
        finished.add(finished(batch, chunk.get(i), outcomes.get(i), begun));
      }
      journal.keepRollouts(finished);
      return outcomes;
    } finally {
      permits.release(weight);
    }
  }

  private RunJournal.Finished finished(
      RolloutBatch batch, RolloutTask task, RolloutOutcome outcome, Sha256 begun) {
    CallKey key = task.scope().key("");
    String hash = Restored.hash(begun, task.example());
    String objectives = Json.write(outcome.objectives());
    String output = outcome.output() == null ? null : Json.write(outcome.output());
    String feedback = Json.write(outcome.feedback().json());
    Map<String, Object> records = new LinkedHashMap<>();
    outcome.records().forEach((name, record) -> records.put(name, record.values()));
    String recordsJson = Json.write(records);
    String trace = outcome.trace() == null ? null : Json.write(outcome.trace());
    return new RunJournal.Finished(
        key,
        seq ->
            new RolloutRow(
                journal.jobId(),
                seq,
                key,
                hash,
                batch.candidate(),
                task.example().position(),
                task.split().wireName(),
                outcome.score(),
                objectives,
                output,
                feedback,
                recordsJson,
                trace,
                outcome.error(),
                outcome.latencyMs(),
                outcome.attempts(),
                time.instant()));
  }

  /**
   * How the last rollout that failed in this run did, to be put behind a sentence; empty where none
   * has.
   */
  String lastFailure() {
    return lastFailure;
  }

  /**
   * The scores of a candidate on the held-out examples, by position. One that was tested before,
   * when the job had ended with a smaller budget, is not tested again.
   *
   * @param iteration the last one finished
   * @param task which of the candidates tested now
   */
  double[] test(int iteration, int task, int candidate, Texts texts) {
    TestPlace place = journal.testPlace(candidate).orElse(new TestPlace(iteration, task));
    List<Integer> all =
        examples.getOrDefault(Split.TEST, List.of()).stream().map(Example::position).toList();
    return rollOut(
            place.iteration(),
            Stage.TEST,
            List.of(new RolloutBatch(place.task(), candidate, texts, Split.TEST, all, false)))
        .getFirst()
        .stream()
        .mapToDouble(Rollout::score)
        .toArray();
  }

  /** The held-out examples that lost most, first. */
  List<TestDetails.WorseExample> worse(double[] before, double[] after) {
    List<Example> tested = examples.getOrDefault(Split.TEST, List.of());
    return IntStream.range(0, before.length)
        .filter(i -> after[i] < before[i])
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> after[i] - before[i]))
        .limit(TestDetails.MOST_WORSE)
        .map(i -> new TestDetails.WorseExample(tested.get(i).id(), before[i], after[i]))
        .toList();
  }
}
