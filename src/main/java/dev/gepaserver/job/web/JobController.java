package dev.gepaserver.job.web;

import dev.gepaserver.common.Cursor;
import dev.gepaserver.common.JsonBody;
import dev.gepaserver.common.Page;
import dev.gepaserver.common.QueryParams;
import dev.gepaserver.job.JobFilter;
import dev.gepaserver.job.JobForks;
import dev.gepaserver.job.JobLookup;
import dev.gepaserver.job.JobResumption;
import dev.gepaserver.job.JobSubmissions;
import dev.gepaserver.job.JobValidation;
import dev.gepaserver.job.JobView;
import dev.gepaserver.job.Jobs;
import dev.gepaserver.job.Validated;
import dev.gepaserver.web.Revalidation;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
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
import org.springframework.web.context.request.WebRequest;

/**
 * Jobs over HTTP. Bodies and queries are read strictly by hand, so that every fault is told at
 * once.
 */
@RestController
@RequestMapping(path = "/api/v1/jobs", produces = MediaType.APPLICATION_JSON_VALUE)
class JobController {

  private final JobLookup lookup;
  private final JobSubmissions submissions;
  private final JobValidation validation;
  private final JobForks forks;
  private final Jobs jobs;
  private final JobResumption resumption;

  JobController(
      JobLookup lookup,
      JobSubmissions submissions,
      JobValidation validation,
      JobForks forks,
      Jobs jobs,
      JobResumption resumption) {
    this.lookup = lookup;
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
    return accepted(submissions.submit(JsonBody.read(body), JobRequests.idempotencyKey(headers)));
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
    JobFilter filter = JobRequests.filter(params);
    Cursor cursor = params.page();
    params.end();
    return jobs.list(filter, cursor);
  }

  /** Shows one job. */
  @GetMapping("/{id}")
  @Nullable JobView get(
      @PathVariable String id,
      @RequestParam MultiValueMap<String, String> query,
      WebRequest request) {
    QueryParams params = QueryParams.of(query);
    Duration wait = JobRequests.waitAtMost(params);
    params.end();
    JobView view = jobs.await(id(id), wait);
    return Revalidation.unchanged(request, view) ? null : view;
  }

  /** Shows what was submitted, defaults filled in. */
  @GetMapping("/{id}/spec")
  @Nullable ResponseEntity<String> spec(
      @PathVariable String id,
      @RequestParam MultiValueMap<String, String> query,
      WebRequest request) {
    QueryParams.none(query);
    if (Revalidation.unchanged(request, jobs.specVersion(id(id)))) {
      return null;
    }
    return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(jobs.spec(id(id)));
  }

  /** Pauses a job. */
  @PostMapping("/{id}/pause")
  ResponseEntity<JobView> pause(
      @PathVariable String id,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestParam MultiValueMap<String, String> query) {
    QueryParams.none(query);
    JobRequests.nothing(body);
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
    JobRequests.nothing(body);
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
    return accepted(
        forks.fork(id(id), JsonBody.readOptional(body), JobRequests.idempotencyKey(headers)));
  }

  /** Deletes a job that is not running. */
  @DeleteMapping("/{id}")
  ResponseEntity<Void> delete(
      @PathVariable String id,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestParam MultiValueMap<String, String> query) {
    QueryParams.none(query);
    JobRequests.nothing(body);
    jobs.delete(id(id));
    return ResponseEntity.noContent().build();
  }

  private ResponseEntity<JobView> accepted(UUID id) {
    return ResponseEntity.accepted().location(URI.create("/api/v1/jobs/" + id)).body(jobs.get(id));
  }

  private UUID id(String text) {
    return lookup.require(text).id();
  }
}
