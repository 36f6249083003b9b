package dev.gepaserver.job.web;

import dev.gepaserver.common.ApiException;
import dev.gepaserver.common.Cursor;
import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Ids;
import dev.gepaserver.common.InvalidInputException;
import dev.gepaserver.common.JsonBody;
import dev.gepaserver.common.Page;
import dev.gepaserver.common.QueryParams;
import dev.gepaserver.job.JobFilter;
import dev.gepaserver.job.JobForks;
import dev.gepaserver.job.JobResumption;
import dev.gepaserver.job.JobStatus;
import dev.gepaserver.job.JobSubmissions;
import dev.gepaserver.job.JobValidation;
import dev.gepaserver.job.JobView;
import dev.gepaserver.job.Jobs;
import dev.gepaserver.job.Validated;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Jobs over HTTP. Bodies and queries are read strictly by hand, so that every fault is told at
 * once.
 */
@RestController
@RequestMapping(path = "/api/v1/jobs", produces = MediaType.APPLICATION_JSON_VALUE)
class JobController {

  private static final Duration MAX_WAIT = Duration.ofSeconds(60);
  private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
  private static final int MAX_QUERY = 200;

  private final JobSubmissions submissions;
  private final JobValidation validation;
  private final JobForks forks;
  private final Jobs jobs;
  private final JobResumption resumption;

  JobController(
      JobSubmissions submissions,
      JobValidation validation,
      JobForks forks,
      Jobs jobs,
      JobResumption resumption) {
    this.submissions = submissions;
    this.validation = validation;
    this.forks = forks;
    this.jobs = jobs;
    this.resumption = resumption;
  }

  /** Submits a job. */
  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<JobView> submit(
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestParam MultiValueMap<String, String> query,
      @RequestHeader HttpHeaders headers) {
    QueryParams.none(query);
    return accepted(submissions.submit(JsonBody.read(body), idempotencyKey(headers)));
  }

  /** Looks at a job without starting it. */
  @PostMapping(path = "/validate", consumes = MediaType.APPLICATION_JSON_VALUE)
  Validated validate(
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestParam MultiValueMap<String, String> query) {
    QueryParams.none(query);
    return validation.validate(JsonBody.read(body));
  }

  /** Lists jobs, newest first. */
  @GetMapping
  Page<JobView> list(@RequestParam MultiValueMap<String, String> query) {
    QueryParams params = QueryParams.of(query);
    JobFilter filter = filter(params);
    Cursor cursor = params.page();
    params.end();
    return jobs.list(filter, cursor);
  }

  /** Shows one job. */
  @GetMapping("/{id}")
  JobView get(@PathVariable String id, @RequestParam MultiValueMap<String, String> query) {
    QueryParams params = QueryParams.of(query);
    Duration wait = params.duration("wait", Duration.ZERO, Duration.ZERO, MAX_WAIT);
    params.end();
    return jobs.await(id(id), wait);
  }

  /** Shows what was submitted, defaults filled in. */
  @GetMapping("/{id}/spec")
  ResponseEntity<String> spec(
      @PathVariable String id, @RequestParam MultiValueMap<String, String> query) {
    QueryParams.none(query);
    return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(jobs.spec(id(id)));
  }

  /** Pauses a job. */
  @PostMapping("/{id}/pause")
  ResponseEntity<JobView> pause(
      @PathVariable String id,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestParam MultiValueMap<String, String> query) {
    QueryParams.none(query);
    nothing(body);
    UUID job = id(id);
    jobs.pause(job);
    return accepted(job);
  }

  /** Lets a job go on. */
  @PostMapping(path = "/{id}/resume", consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<JobView> resume(
      @PathVariable String id,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestParam MultiValueMap<String, String> query) {
    QueryParams.none(query);
    UUID job = id(id);
    resumption.resume(job, JsonBody.readOptional(body));
    return accepted(job);
  }

  /** Ends a job. */
  @PostMapping("/{id}/cancel")
  ResponseEntity<JobView> cancel(
      @PathVariable String id,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestParam MultiValueMap<String, String> query) {
    QueryParams.none(query);
    nothing(body);
    UUID job = id(id);
    jobs.cancel(job);
    return accepted(job);
  }

  /** Makes a new job of candidates of this one. */
  @PostMapping(path = "/{id}/fork", consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<JobView> fork(
      @PathVariable String id,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestParam MultiValueMap<String, String> query,
      @RequestHeader HttpHeaders headers) {
    QueryParams.none(query);
    return accepted(forks.fork(id(id), JsonBody.readOptional(body), idempotencyKey(headers)));
  }

  /** Deletes a job that is not running. */
  @DeleteMapping("/{id}")
  ResponseEntity<Void> delete(
      @PathVariable String id,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestParam MultiValueMap<String, String> query) {
    QueryParams.none(query);
    nothing(body);
    jobs.delete(id(id));
    return ResponseEntity.noContent().build();
  }

  /** Whoever sends something with a call that takes nothing means something else. */
  private static void nothing(byte @Nullable [] body) {
    Faults faults = new Faults();
    Fields.of(JsonBody.readOptional(body), "", faults).rejectUnknown();
    faults.throwIfAny();
  }

  private ResponseEntity<JobView> accepted(UUID id) {
    return ResponseEntity.accepted().location(URI.create("/api/v1/jobs/" + id)).body(jobs.get(id));
  }

  private static @Nullable String idempotencyKey(HttpHeaders headers) {
    List<String> keys = headers.getOrEmpty(IDEMPOTENCY_KEY);
    if (keys.size() > 1) {
      throw new InvalidInputException(
          IDEMPOTENCY_KEY, "is given %d times, once is allowed".formatted(keys.size()));
    }
    return keys.isEmpty() ? null : keys.getFirst();
  }

  private static UUID id(String text) {
    return Ids.parse(text)
        .orElseThrow(() -> ApiException.notFound("there is no job '" + text + "'"));
  }

  private static JobFilter filter(QueryParams params) {
    List<String> statuses =
        params.choices("status", Stream.of(JobStatus.values()).map(JobStatus::name).toList());
    Map<String, String> labels = new LinkedHashMap<>();
    for (String label : params.all("label")) {
      int colon = label.indexOf(':');
      if (colon < 1) {
        params.fault("label", "'" + label + "' is not of the form name:value");
      } else if (labels.put(label.substring(0, colon), label.substring(colon + 1)) != null) {
        params.fault("label", "'" + label.substring(0, colon) + "' is given more than once");
      }
    }
    String part = params.one("q");
    if (part != null && part.length() > MAX_QUERY) {
      params.fault("q", "is longer than %d characters".formatted(MAX_QUERY));
    }
    return new JobFilter(
        statuses.stream().map(JobStatus::valueOf).collect(Collectors.toSet()), labels, part);
  }
}
