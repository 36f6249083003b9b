package dev.gepaserver.system;

import static dev.gepaserver.evaluation.EvaluatorFixture.json;
import static dev.gepaserver.evaluation.EvaluatorFixture.texts;

import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Warning;
import dev.gepaserver.dataset.Corpora;
import dev.gepaserver.dataset.Example;
import dev.gepaserver.dataset.ExampleSets;
import dev.gepaserver.engine.model.Split;
import dev.gepaserver.engine.model.Stage;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.evaluation.Evaluator;
import dev.gepaserver.evaluation.EvaluatorFixture;
import dev.gepaserver.evaluation.EvaluatorSpec;
import dev.gepaserver.evaluation.Webhooks;
import dev.gepaserver.journal.InMemoryJournal;
import dev.gepaserver.llm.Models;
import dev.gepaserver.llm.ScriptedModels;
import dev.gepaserver.outbound.LoopbackOutbound;
import dev.gepaserver.outbound.Outbound;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A small job: its seed, its journal, and what rolls out. JSON is written with single quotes. */
final class SystemFixture {

  private static final Outbound OUTBOUND = LoopbackOutbound.create();

  final InMemoryJournal journal = new InMemoryJournal();
  final Systems systems;
  Texts seed = texts("system_prompt", "Be brief.");
  Duration rolloutTimeout = Duration.ofMinutes(5);
  int maxConcurrency = 10;
  Split split = Split.TRAIN;

  SystemFixture() {
    this(new ScriptedModels(messages -> "A-1"));
  }

  SystemFixture(Models models) {
    this(models, new KnownCorpora());
  }

  SystemFixture(Models models, Corpora corpora) {
    systems =
        new Systems(
            List.of(
                new PromptSystem(models),
                new HttpSystem(OUTBOUND, new Webhooks(OUTBOUND)),
                new PipelineSystem(models, OUTBOUND, new Webhooks(OUTBOUND), corpora),
                new AgentSystem(models, OUTBOUND, new Webhooks(OUTBOUND), corpora),
                new ArtifactSystem()));
  }

  SystemFixture seed(String... namesAndTexts) {
    seed = texts(namesAndTexts);
    return this;
  }

  SystemSpec read(String quoted, Faults faults) {
    String body = "{\"system\": " + quoted.replace('\'', '"') + "}";
    return systems.read(
        Fields.of(Json.parse(body), "", faults), "system", new LinkedHashSet<>(seed.names()));
  }

  SystemSpec read(String quoted) {
    Faults faults = new Faults();
    SystemSpec spec = read(quoted, faults);
    faults.throwIfAny();
    return spec;
  }

  RunnableSystem make(String system, @Nullable String evaluator) {
    Evaluator scores =
        evaluator == null
            ? null
            : EvaluatorFixture.EVALUATORS.make(EvaluatorFixture.read(evaluator));
    return make(system, scores);
  }

  RunnableSystem make(String system, @Nullable Evaluator evaluator) {
    return systems.make(
        read(system),
        evaluator,
        new JobFacts(journal.jobId(), seed, rolloutTimeout, maxConcurrency));
  }

  List<Warning> validate(String system, @Nullable String evaluator, Faults faults, String... data) {
    EvaluatorSpec scores = evaluator == null ? null : EvaluatorFixture.read(evaluator);
    ExampleSets sets = new ExampleSets(examples(data), List.of(), List.of());
    return systems.validate(read(system, faults), scores, seed, sets, rolloutTimeout, faults);
  }

  /** Tasks with traces of the seed in one batch, one for each example. */
  List<RolloutTask> tasks(String... data) {
    return tasks(Stage.PARENT, seed, data);
  }

  List<RolloutTask> tasks(Stage stage, Texts candidate, String... data) {
    List<RolloutTask> tasks = new ArrayList<>();
    for (Example example : examples(data)) {
      tasks.add(
          new RolloutTask(
              journal.scope(1, stage.wireName(), 0, example.position()),
              stage,
              split,
              candidate,
              example,
              true));
    }
    return tasks;
  }

  static List<Example> examples(String... data) {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < data.length; i++) {
      examples.add(new Example(i, "e" + i, json(data[i])));
    }
    return examples;
  }
}
