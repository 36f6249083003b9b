package dev.gepaserver.job;

import dev.gepaserver.common.ApiException;
import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.InvalidInputException;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.MergePatch;
import dev.gepaserver.dataset.Example;
import dev.gepaserver.dataset.ExampleSets;
import dev.gepaserver.engine.Root;
import dev.gepaserver.engine.model.Candidate;
import dev.gepaserver.llm.Models;
import dev.gepaserver.llm.TokenPrices;
import dev.gepaserver.outbound.KeptHeaders;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes new jobs of candidates that others have found. */
@Service
public class JobForks {

  private static final String FROM = "fromCandidates";
  private static final String SEED = "seedCandidate";
  private static final String TEMPLATE = "promptTemplate";
  private static final int MOST_ROOTS = 1_000;

  private final JobRuns jobs;
  private final CandidateSource candidates;
  private final SpecReader reader;
  private final JobSubmissions submissions;
  private final Models models;

  JobForks(
      JobRuns jobs,
      CandidateSource candidates,
      SpecReader reader,
      JobSubmissions submissions,
      Models models) {
    this.models = models;
    this.jobs = jobs;
    this.candidates = candidates;
    this.reader = reader;
    this.submissions = submissions;
  }

  /**
   * Submits a job that begins with candidates of another one, whatever state that is in. Their
   * scores are copied where system, evaluator and validation examples are the same.
   *
   * @param body {@code fromCandidates}, and what is to be different in the specification
   * @param idempotencyKey null for none; the same key, source and body give the first job again
   * @return the new job's id
   * @throws ApiException {@code not-found}; {@code idempotency-conflict}
   * @throws InvalidInputException with every fault
   */
  public UUID fork(UUID sourceId, JsonNode body, @Nullable String idempotencyKey) {
    return submissions.submit(
        idempotencyKey,
        () -> Json.sha256(sourceId + Json.write(body)),
        () -> read(jobs.load(sourceId).orElseThrow(() -> unknown(sourceId)), body));
  }

  private NewJob read(RunnableJob source, JsonNode body) {
    Faults faults = new Faults();
    Fields fields = Fields.of(body, "", faults);
    List<Integer> indices = indices(fields, source.view().progress());
    if (fields.names().contains(SEED)) {
      fields.fault(SEED, "cannot be changed by a fork; choose candidates by " + FROM);
    }
    keepsSecrets(source.spec(), body, faults);
    List<Candidate> found = found(source, indices);
    Submission job =
        reader.readSubmission(
            merged(source, found, body),
            faults,
            (spec, examples) ->
                new Roots(
                    toBeScored(indices, sameScores(source, spec, examples)),
                    found.stream().map(Candidate::texts).toList(),
                    0,
                    0));
    boolean scored = sameScores(source, job.spec(), job.examples());
    Map<Integer, Candidate> byIndex =
        found.stream().collect(Collectors.toMap(Candidate::index, Function.identity()));
    List<Root> roots =
        indices.stream()
            .map(byIndex::get)
            .map(c -> new Root(c.texts(), scored ? c.valScores() : null))
            .toList();
    return new NewJob.Search(job, new Fork(source.id(), indices, roots));
  }

  private static void keepsSecrets(JobSpec source, JsonNode body, Faults faults) {
    ObjectNode kept = SpecWriter.write(source);
    for (String part : SpecWriter.PARTS_WITH_HEADERS) {
      KeptHeaders.check(kept.path(part), body.path(part), "/" + part, faults);
    }
  }

  private static List<Integer> indices(Fields fields, JobView.ProgressView progress) {
    List<JsonNode> items = fields.list(FROM, 1, MOST_ROOTS);
    if (items == null) {
      Integer best = progress.bestCandidate();
      return best == null ? List.of() : List.of(best);
    }
    int known = progress.candidates();
    String right =
        known == 0
            ? "the job has no candidate yet; left out, the new one begins with the same seed"
            : "it must be an index from 0 to " + (known - 1);
    Set<Integer> indices = new LinkedHashSet<>();
    for (int i = 0; i < items.size(); i++) {
      JsonNode item = items.get(i);
      String pointer = fields.pointer(FROM) + "/" + i;
      if (!item.isIntegralNumber()
          || !item.canConvertToInt()
          || item.intValue() < 0
          || item.intValue() >= known) {
        fields.faults().add(pointer, Fields.kind(item) + " is no candidate: " + right);
      } else if (!indices.add(item.intValue())) {
        fields.faults().add(pointer, "candidate %s stands twice".formatted(item));
      }
    }
    return List.copyOf(indices);
  }

  /** How many candidates are rolled out first; without any it is the seed. */
  private static int toBeScored(List<Integer> indices, boolean sameScores) {
    if (indices.isEmpty()) {
      return 1;
    }
    return sameScores ? 0 : indices.size();
  }

  /** The candidates of these indices, and the first one where it stands for a seed. */
  private List<Candidate> found(RunnableJob source, List<Integer> indices) {
    Set<Integer> wanted = new LinkedHashSet<>(indices);
    if (source.spec().writesSeed()) {
      wanted.add(0);
    }
    List<Candidate> found = candidates.candidates(source.id(), wanted);
    if (!indices.isEmpty() && found.size() < wanted.size()) {
      throw unknown(source.id());
    }
    return found;
  }

  private static ApiException unknown(UUID jobId) {
    return ApiException.notFound("there is no job " + jobId);
  }

  private JsonNode merged(RunnableJob source, List<Candidate> found, JsonNode body) {
    JobSpec kept = source.spec();
    ObjectNode spec = SpecWriter.write(kept.withSets(kept.sets().withoutRows()), source.examples());
    // Another data set is no change of the one before.
    for (String set : List.of(NamedSets.TRAINSET, NamedSets.VALSET, NamedSets.TESTSET)) {
      if (body.path(set).has("dataset")) {
        spec.remove(set);
      }
    }
    // A seed that the reflection model has written; it also tells the placeholders to be kept.
    if (source.spec().writesSeed() && !found.isEmpty()) {
      spec.set(SEED, Json.tree(found.getFirst().texts().asMap()));
    }
    // Our own template, lengths and prices hang on other fields, which may be changed.
    ObjectNode reflection = (ObjectNode) spec.get("reflection");
    if (ReflectionFields.hasOwnTemplate(source.spec().reflection(), source.spec().objective())) {
      reflection.remove(TEMPLATE);
    }
    ReflectionFields.removeDerivedLengths(reflection, source.spec(), models);
    removeListPrices(spec);
    if (body instanceof ObjectNode object) {
      MergePatch.apply(spec, object.deepCopy().without(List.of(FROM, SEED)));
    }
    return spec;
  }

  /** Whether the same texts have the same scores. */
  private static boolean sameScores(RunnableJob source, JobSpec spec, ExampleSets examples) {
    return unpriced(spec.system()).equals(unpriced(source.spec().system()))
        && unpriced(spec.evaluator()).equals(unpriced(source.spec().evaluator()))
        && validationData(examples).equals(validationData(source.examples()));
  }

  /** A part of the specification without what its models' tokens cost, which changes no score. */
  private static JsonNode unpriced(@Nullable Object part) {
    JsonNode tree = Json.tree(part);
    removePrices(tree, prices -> true);
    return tree;
  }

  /**
   * Takes the prices that were looked up out of a written specification, for others to be found.
   */
  static void removeListPrices(JsonNode tree) {
    removePrices(tree, prices -> !prices.path("asOf").asString("").equals(TokenPrices.JOB));
  }

  private static void removePrices(JsonNode tree, Predicate<JsonNode> which) {
    if (tree instanceof ObjectNode object
        && object.has("provider")
        && object.has("model")
        && which.test(object.path("prices"))) {
      object.remove("prices");
    }
    tree.forEach(part -> removePrices(part, which));
  }

  private static List<String> validationData(ExampleSets examples) {
    List<Example> validation =
        examples.valset().isEmpty() ? examples.trainset() : examples.valset();
    // As text: where data is put in a prompt, the order of its fields counts.
    return validation.stream().map(Example::json).toList();
  }
}
