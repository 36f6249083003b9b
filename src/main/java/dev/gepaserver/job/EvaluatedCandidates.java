package dev.gepaserver.job;

import dev.gepaserver.common.ApiException;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Ids;
import dev.gepaserver.common.Json;
import dev.gepaserver.engine.model.Candidate;
import dev.gepaserver.job.persistence.JobQueries;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Finds the candidate that an evaluation names: its texts, or one of a job's. */
@Component
class EvaluatedCandidates {

  private static final String JOB = "job";
  private static final String INDEX = "index";
  private static final int SEED = 0;
  private static final int MAX_ID = 100;
  private static final long MAX_INDEX = 1_000_000_000;

  private static final Found NONE = new Found(Map.of(), Map.of(), null, null);

  private final JobLookup lookup;
  private final JobQueries queries;
  private final CandidateSource candidates;

  EvaluatedCandidates(JobLookup lookup, JobQueries queries, CandidateSource candidates) {
    this.lookup = lookup;
    this.queries = queries;
    this.candidates = candidates;
  }

  /**
   * What an evaluation is about.
   *
   * @param texts by component; empty where there was a fault
   * @param seed the texts whose placeholders are filled in: those of the job's seed, or {@code
   *     texts} where these were given
   * @param source whose candidate it is, null where the texts were given
   * @param spec of that job, as it may be submitted again; an empty object where the texts were
   *     given, null where there is no such job or candidate
   */
  record Found(
      Map<String, String> texts,
      Map<String, String> seed,
      EvaluationJob.@Nullable Source source,
      @Nullable JsonNode spec) {}

  /** Reads the candidate at a field, noting every fault. */
  Found read(Fields parent, String name) {
    if (!parent.has(name)) {
      parent.missing(
          name,
          "an object of component and text, or the job and the index of one of its candidates");
      return given(Map.of());
    }
    JsonNode value = parent.peek(name);
    return value != null && names(value)
        ? ofJob(Fields.of(value, parent.pointer(name), parent.faults()))
        : given(SpecReader.readTexts(parent, name));
  }

  /** Whether a job and an index are meant, and no components that happen to be called so. */
  private static boolean names(JsonNode value) {
    return value.isObject()
        && value.has(JOB)
        && Set.of(JOB, INDEX).containsAll(value.propertyNames())
        && (value.has(INDEX)
            ? !value.get(INDEX).isString()
            : Ids.parse(value.get(JOB).asString("")).isPresent());
  }

  private static Found given(Map<String, String> texts) {
    return new Found(texts, texts, null, Json.object());
  }

  private Found ofJob(Fields fields) {
    UUID job = job(fields);
    Long index = fields.whole(INDEX, 0, MAX_INDEX);
    if (!fields.has(INDEX)) {
      fields.missing(INDEX, "the index of one of the job's candidates");
    }
    if (job == null || index == null) {
      return NONE;
    }
    List<Candidate> found = candidates.candidates(job, List.of(SEED, index.intValue()));
    if (found.isEmpty() || found.getLast().index() != index) {
      fields.fault(INDEX, "the job has no candidate " + index);
      return NONE;
    }
    JsonNode spec = queries.spec(job).map(Json::parse).orElseGet(Json::object);
    JobForks.removeListPrices(spec);
    return new Found(
        found.getLast().texts().asMap(),
        seed(spec).orElseGet(() -> found.getFirst().texts().asMap()),
        new EvaluationJob.Source(job, index.intValue()),
        spec);
  }

  /**
   * The seed that the job was given; empty where the reflection model has written the first text.
   */
  private static Optional<Map<String, String>> seed(JsonNode spec) {
    Map<String, String> texts = new LinkedHashMap<>();
    spec.path("seedCandidate")
        .properties()
        .forEach(text -> texts.put(text.getKey(), text.getValue().stringValue()));
    return texts.isEmpty() ? Optional.empty() : Optional.of(texts);
  }

  private @Nullable UUID job(Fields fields) {
    String id = fields.requiredText(JOB, MAX_ID);
    try {
      return id.isBlank() ? null : lookup.require(id).id();
    } catch (ApiException e) {
      fields.fault(JOB, String.valueOf(e.getMessage()));
      return null;
    }
  }
}
