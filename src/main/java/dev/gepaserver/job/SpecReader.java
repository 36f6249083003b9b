package dev.gepaserver.job;

import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.InvalidInputException;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Warning;
import dev.gepaserver.dataset.ChosenRows;
import dev.gepaserver.dataset.Datasets;
import dev.gepaserver.dataset.Example;
import dev.gepaserver.dataset.ExampleSetReader;
import dev.gepaserver.dataset.ExampleSets;
import dev.gepaserver.engine.model.Split;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.evaluation.EvaluatorSpec;
import dev.gepaserver.evaluation.Evaluators;
import dev.gepaserver.llm.Models;
import dev.gepaserver.outbound.Outbound;
import dev.gepaserver.system.SystemSpec;
import dev.gepaserver.system.Systems;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Reads jobs strictly: every part by the room that owns it, every fault at once. */
@Component
class SpecReader {

  private static final int MAX_NAME = 200;
  private static final String DEFAULT_NAME = "job";
  private static final int MAX_LABELS = 20;
  private static final int MAX_LABEL = 200;
  private static final Pattern LABEL = Pattern.compile("[^:\\p{Cntrl}]{1,63}");
  private static final int MAX_OBJECTIVE = 20_000;
  private static final int MAX_COMPONENTS = 100;
  private static final int MAX_TEXT = 1_000_000;
  private static final Pattern COMPONENT = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,63}");

  /** The type of the system that needs no examples. */
  static final String ARTIFACT = "artifact";

  private final Models models;
  private final Systems systems;
  private final Evaluators evaluators;
  private final Outbound outbound;
  private final Datasets datasets;
  private final SpecRules rules;

  SpecReader(
      Models models,
      Systems systems,
      Evaluators evaluators,
      Outbound outbound,
      Datasets datasets,
      SpecRules rules) {
    this.models = models;
    this.systems = systems;
    this.evaluators = evaluators;
    this.outbound = outbound;
    this.datasets = datasets;
    this.rules = rules;
  }

  /**
   * Reads what was submitted.
   *
   * @throws InvalidInputException with every fault
   */
  Submission readSubmission(JsonNode body) {
    return readSubmission(body, new Faults(), (spec, examples) -> Roots.SEED);
  }

  /**
   * Reads what was submitted, or what a fork makes of it.
   *
   * @param faults what is wrong already
   * @param roots what the search begins with
   * @throws InvalidInputException with every fault
   */
  Submission readSubmission(
      JsonNode body, Faults faults, BiFunction<JobSpec, ExampleSets, Roots> roots) {
    Fields job = Fields.of(body, "", faults);
    JobSpec asked = readSpec(job);
    ReadSets sets = readSets(job, asked.system());
    JobSpec spec = asked.withSets(sets.named());
    ExampleSets examples = sets.examples();
    job.rejectUnknown();
    Texts seed = seed(spec);
    List<Warning> warnings = new ArrayList<>();
    warnings.addAll(
        systems.validate(
            spec.system(),
            spec.evaluator(),
            seed,
            examples,
            spec.execution().rolloutTimeout(),
            faults));
    if (spec.evaluator() != null) {
      evaluators.validate(spec.evaluator(), "/evaluator", seed.names(), examples, faults);
    }
    rules.check(spec, examples, roots.apply(spec, examples), faults);
    faults.throwIfAny();
    return new Submission(spec, sets, seed, warnings);
  }

  /**
   * Reads a specification that was kept, whatever the settings are now: a provider that is gone or
   * an address that is refused shows when it is called.
   *
   * @throws InvalidInputException where this version cannot read it
   */
  JobSpec readKept(String json) {
    Faults faults = Faults.ofAccepted();
    Fields job = Fields.of(Json.parse(json), "", faults);
    JobSpec spec = readSpec(job);
    job.rejectUnknown();
    faults.throwIfAny();
    return spec;
  }

  private JobSpec readSpec(Fields job) {
    String name = job.text("name", DEFAULT_NAME, MAX_NAME);
    if (name.isBlank()) {
      job.fault("name", "must not be empty");
    }
    Map<String, String> labels = readLabels(job);
    String objective = job.text("objective", MAX_OBJECTIVE);
    Map<String, String> seed = readSeed(job, objective);
    List<String> components =
        seed.isEmpty() ? List.of(JobSpec.DEFAULT_COMPONENT) : List.copyOf(seed.keySet());
    SystemSpec system = systems.read(job, "system", new LinkedHashSet<>(components));
    EvaluatorSpec evaluator = job.has("evaluator") ? evaluators.read(job, "evaluator") : null;
    return new JobSpec(
        name,
        labels,
        objective,
        seed,
        system,
        evaluator,
        ReflectionFields.read(job, models, objective, seed, components),
        SearchFields.read(job),
        BudgetFields.read(job),
        ExecutionFields.read(job),
        readOnEnd(job),
        NamedSets.read(job));
  }

  private @Nullable OnEnd readOnEnd(Fields job) {
    Fields fields = job.object("onEnd");
    if (fields == null || job.faults().at(fields.pointer())) {
      return null;
    }
    OnEnd onEnd = new OnEnd(outbound.readUrl(fields, "url"), outbound.readSecret(fields, "secret"));
    fields.rejectUnknown();
    return onEnd;
  }

  /** Reads the field {@code labels}. */
  static Map<String, String> readLabels(Fields job) {
    Map<String, String> labels = job.texts("labels", MAX_LABELS, MAX_LABEL);
    Fields fields = job.objectOrEmpty("labels");
    for (String key : labels.keySet()) {
      if (!LABEL.matcher(key).matches()) {
        fields.fault(key, "a label's name has 1 to 63 characters and no colon");
      }
    }
    return labels;
  }

  private static Map<String, String> readSeed(Fields job, @Nullable String objective) {
    Map<String, String> seed = readTexts(job, "seedCandidate");
    if (!job.has("seedCandidate") && (objective == null || objective.isBlank())) {
      job.missing(
          "seedCandidate",
          "an object of component and text; it can be left out only together with an objective");
    }
    return seed;
  }

  /** Reads a candidate's texts by component, at least one; without those that have no name. */
  static Map<String, String> readTexts(Fields parent, String name) {
    Map<String, String> texts = parent.texts(name, MAX_COMPONENTS, MAX_TEXT);
    Fields fields = parent.objectOrEmpty(name);
    for (String component : texts.keySet()) {
      if (!COMPONENT.matcher(component).matches()) {
        fields.fault(
            component,
            "a component's name is a letter, then up to 63 letters, digits, '_', '.' or '-'");
      }
    }
    if (parent.has(name) && texts.isEmpty() && !parent.faults().at(parent.pointer(name))) {
      parent.fault(name, "must hold at least one component");
    }
    Map<String, String> named = new LinkedHashMap<>(texts);
    // What has no name at all cannot be looked at further.
    named.keySet().removeIf(String::isBlank);
    return named;
  }

  private ReadSets readSets(Fields job, SystemSpec system) {
    Map<Split, ChosenRows> chosen = new EnumMap<>(Split.class);
    List<Example> train = readSet(job, NamedSets.TRAINSET, Split.TRAIN, chosen);
    List<Example> val = readSet(job, NamedSets.VALSET, Split.VAL, chosen);
    List<Example> test = readSet(job, NamedSets.TESTSET, Split.TEST, chosen);
    if (!job.has(NamedSets.TRAINSET)) {
      if (system.type().equals(ARTIFACT)) {
        train = List.of(new Example(0, "0", Json.object()));
      } else {
        job.missing(NamedSets.TRAINSET, "a list of examples, or a data set");
      }
    }
    return new ReadSets(new ExampleSets(train, val, test), chosen);
  }

  /**
   * Reads a set of examples, given or part of a data set.
   *
   * @param split which set of the job it is
   * @param chosen where a part of a data set is noted
   * @return empty where left out or faulty
   */
  List<Example> readSet(Fields job, String name, Split split, Map<Split, ChosenRows> chosen) {
    JsonNode value = job.raw(name);
    if (value == null || !value.isObject()) {
      List<Example> examples = ExampleSetReader.read(job, name, 1);
      return examples == null ? List.of() : examples;
    }
    long taken = chosen.values().stream().mapToLong(ChosenRows::bytes).sum();
    ChosenRows rows = datasets.choose(Fields.of(value, job.pointer(name), job.faults()), taken);
    if (rows == null) {
      return List.of();
    }
    chosen.put(split, rows);
    return rows.examples();
  }

  private static Texts seed(JobSpec spec) {
    return Texts.of(
        spec.writesSeed() ? Map.of(JobSpec.DEFAULT_COMPONENT, "") : spec.seedCandidate());
  }
}
