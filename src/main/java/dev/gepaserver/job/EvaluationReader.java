package dev.gepaserver.job;

import dev.gepaserver.common.Fault;
import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.InvalidInputException;
import dev.gepaserver.common.Json;
import dev.gepaserver.dataset.ChosenRows;
import dev.gepaserver.dataset.Example;
import dev.gepaserver.dataset.ExampleSets;
import dev.gepaserver.engine.model.Budget;
import dev.gepaserver.engine.model.Split;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.evaluation.EvaluatorSpec;
import dev.gepaserver.evaluation.Evaluators;
import dev.gepaserver.system.SystemSpec;
import dev.gepaserver.system.Systems;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads evaluations strictly, every fault at once, and makes jobs of them: the candidate is what
 * the search begins with, the examples are the training set, and the budget is spent when the
 * candidate is scored. The seed of a job whose candidate it is stays the seed, since its
 * placeholders are the ones that are filled in.
 */
@Component
class EvaluationReader {

  private static final String CANDIDATE = "candidate";
  private static final String DATASET = "dataset";
  private static final String SYSTEM = "system";
  private static final String EVALUATOR = "evaluator";
  private static final String DEFAULT_NAME = "evaluation";
  private static final int MAX_NAME = 200;

  private final SpecReader specs;
  private final EvaluatedCandidates candidates;
  private final Systems systems;
  private final Evaluators evaluators;

  EvaluationReader(
      SpecReader specs, EvaluatedCandidates candidates, Systems systems, Evaluators evaluators) {
    this.specs = specs;
    this.candidates = candidates;
    this.systems = systems;
    this.evaluators = evaluators;
  }

  /**
   * Reads what was submitted.
   *
   * @throws InvalidInputException with every fault
   */
  NewJob.Evaluation read(JsonNode body) {
    Faults faults = new Faults();
    Fields asked = Fields.of(body, "", faults);
    EvaluatedCandidates.Found candidate = candidates.read(asked, CANDIDATE);
    Fields fields = Fields.of(completed(body, candidate), "", faults);
    fields.has(CANDIDATE);
    String name = fields.text("name", DEFAULT_NAME, MAX_NAME);
    if (name.isBlank()) {
      fields.fault("name", "must not be empty");
    }
    Map<String, String> labels = SpecReader.readLabels(fields);
    Map<String, String> seed = candidate.seed();
    boolean unknown = candidate.spec() == null && !fields.has(SYSTEM);
    // A system that would be taken from a job that is not found is not missing, too.
    SystemSpec system =
        systems.read(
            unknown ? Fields.of(Json.object(), "", new Faults()) : fields,
            SYSTEM,
            new LinkedHashSet<>(seed.keySet()));
    EvaluatorSpec evaluator = fields.has(EVALUATOR) ? evaluators.read(fields, EVALUATOR) : null;
    ReadSets sets = readSet(fields, system);
    JobSpec spec =
        new JobSpec(
            name,
            labels,
            null,
            seed,
            system,
            evaluator,
            ReflectionFields.unused(),
            SearchFields.read(Fields.of(Json.object(), "", faults)),
            once(sets.examples().trainset().size()),
            ExecutionFields.read(fields),
            null,
            sets.named());
    fields.rejectUnknown();
    if (!seed.isEmpty()) {
      check(spec, sets.examples(), faults);
    }
    if (!faults.none()) {
      throw new InvalidInputException(faults.all().stream().map(EvaluationReader::placed).toList());
    }
    return new NewJob.Evaluation(
        new Submission(spec, sets, Texts.of(seed), List.of()),
        candidate.source(),
        Texts.of(candidate.texts()));
  }

  /** What is not said is taken from the job whose candidate it is; a null takes nothing. */
  private static JsonNode completed(JsonNode body, EvaluatedCandidates.Found candidate) {
    if (!(body instanceof ObjectNode object)) {
      return Json.object();
    }
    ObjectNode completed = object.deepCopy();
    for (String part : List.of(SYSTEM, EVALUATOR)) {
      JsonNode known = candidate.spec() == null ? null : candidate.spec().get(part);
      if (known != null && !completed.has(part)) {
        completed.set(part, known);
      }
    }
    return completed;
  }

  private ReadSets readSet(Fields fields, SystemSpec system) {
    Map<Split, ChosenRows> chosen = new EnumMap<>(Split.class);
    List<Example> examples = specs.readSet(fields, DATASET, Split.TRAIN, chosen);
    if (!fields.has(DATASET)) {
      if (system.type().equals(SpecReader.ARTIFACT)) {
        examples = List.of(new Example(0, "0", Json.object()));
      } else {
        fields.missing(DATASET, "a list of examples, or a data set");
      }
    }
    return new ReadSets(new ExampleSets(examples, List.of(), List.of()), chosen);
  }

  private static Budget once(int examples) {
    return Budget.builder().maxRollouts((long) Math.max(1, examples)).build();
  }

  private void check(JobSpec spec, ExampleSets examples, Faults faults) {
    Texts texts = Texts.of(spec.seedCandidate());
    systems.validate(
        spec.system(),
        spec.evaluator(),
        texts,
        examples,
        spec.execution().rolloutTimeout(),
        faults);
    if (spec.evaluator() != null) {
      evaluators.validate(spec.evaluator(), "/" + EVALUATOR, texts.names(), examples, faults);
    }
  }

  /** With the names that an evaluation has for what it is to a job. */
  private static Fault placed(Fault fault) {
    String pointer = fault.pointer();
    return new Fault(
        pointer
            .replaceFirst("^/seedCandidate(?=/|$)", "/" + CANDIDATE)
            .replaceFirst("^/trainset(?=/|$)", "/" + DATASET),
        fault.detail());
  }
}
