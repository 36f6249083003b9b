package dev.gepaserver.run;

import dev.gepaserver.archive.OpenWork;
import dev.gepaserver.archive.OpenWork.TestPlace;
import dev.gepaserver.archive.RolloutRow;
import dev.gepaserver.common.Json;
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
import java.util.concurrent.CompletableFuture;
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
    List<Callable<Void>> requests = new ArrayList<>();
    for (RolloutBatch batch : batches) {
      Rollout[] slots = new Rollout[batch.examples().size()];
      results.add(slots);
      for (List<Place> chunk : chunks(unanswered(iteration, stage, batch, slots))) {
        requests.add(() -> {
          request(batch, chunk, slots);
          return null;
        });
      }
    }
    fanout.all(requests);
    journal.flush();
    return results.stream().map(List::of).toList();
  }

  /** One rollout to be made: its task and what it is hashed by. */
  private record Place(RolloutTask task, String hash) {}

  private List<Place> unanswered(
      int iteration, Stage stage, RolloutBatch batch, @Nullable Rollout[] slots) {
    List<Example> set = examples.getOrDefault(batch.split(), List.of());
    String texts = Json.write(batch.texts().asMap());
    List<Place> open = new ArrayList<>();
    for (int position = 0; position < slots.length; position++) {
      CallScope scope = new CallScope(journal, iteration, stage.wireName(), batch.task(), position);
      Example example = set.get(batch.examples().get(position));
      String hash = Json.sha256(texts + Json.write(example.data()));
      Optional<OpenWork.SavedRollout> saved = journal.rollout(scope.key(""), hash);
      if (saved.isPresent()) {
        slots[position] =
            new Rollout(
                saved.get().score(),
                saved.get().objectives(),
                saved.get().records(),
                saved.get().failed());
      } else {
        open.add(
            new Place(
                new RolloutTask(
                    scope, stage, batch.split(), batch.texts(), example, batch.captureTraces()),
                hash));
      }
    }
    return open;
  }

  /** Splits into requests of the system's size in which no example stands twice. */
  private List<List<Place>> chunks(List<Place> places) {
    List<List<Place>> chunks = new ArrayList<>();
    List<Place> left = places;
    while (!left.isEmpty()) {
      List<Place> again = new ArrayList<>();
      List<Place> chunk = new ArrayList<>();
      Set<Integer> used = new HashSet<>();
      for (Place place : left) {
        if (!used.add(place.task().example().position())) {
          again.add(place);
        } else {
          chunk.add(place);
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

  private void request(RolloutBatch batch, List<Place> chunk, @Nullable Rollout[] slots)
      throws InterruptedException {
    // A request larger than the limit takes all of it: it cannot be split, and runs alone.
    int weight = Math.min(chunk.size(), maxConcurrency);
    permits.acquire(weight);
    try {
      journal.goOn();
      List<RolloutOutcome> outcomes = system.rollOut(chunk.stream().map(Place::task).toList());
      List<CompletableFuture<Void>> written = new ArrayList<>();
      for (int i = 0; i < chunk.size(); i++) {
        written.add(record(batch, chunk.get(i), outcomes.get(i)));
      }
      written.forEach(RunJournal::await);
      for (int i = 0; i < chunk.size(); i++) {
        RolloutOutcome outcome = outcomes.get(i);
        if (outcome.error() != null) {
          lastFailure = ". The last one: " + outcome.error().detail();
        }
        if (outcome.error() != null && onError == OnRolloutError.FAIL) {
          throw new RunFailedException(
              "rollouts-failing",
              "rollout %s failed: %s"
                  .formatted(chunk.get(i).task().scope().rolloutId(), outcome.error().detail()));
        }
        slots[chunk.get(i).task().scope().position()] =
            new Rollout(
                outcome.score(), outcome.objectives(), outcome.records(), outcome.error() != null);
      }
    } finally {
      permits.release(weight);
    }
  }

  private CompletableFuture<Void> record(RolloutBatch batch, Place place, RolloutOutcome outcome) {
    RolloutTask task = place.task();
    CallKey key = task.scope().key("");
    String objectives = Json.write(outcome.objectives());
    String output = outcome.output() == null ? null : Json.write(outcome.output());
    String feedback = Json.write(outcome.feedback().json());
    Map<String, Object> records = new LinkedHashMap<>();
    outcome.records().forEach((name, record) -> records.put(name, record.values()));
    String recordsJson = Json.write(records);
    String trace = outcome.trace() == null ? null : Json.write(outcome.trace());
    return journal.record(
        key,
        seq ->
            new RolloutRow(
                journal.jobId(),
                seq,
                key,
                place.hash(),
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
