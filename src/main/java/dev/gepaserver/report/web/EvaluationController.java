package dev.gepaserver.report.web;

import dev.gepaserver.archive.ArchiveReader;
import dev.gepaserver.archive.ArchiveReader.RolloutFilter;
import dev.gepaserver.archive.Views.ModelCallView;
import dev.gepaserver.archive.Views.RolloutView;
import dev.gepaserver.common.Cursor;
import dev.gepaserver.common.Page;
import dev.gepaserver.common.QueryParams;
import dev.gepaserver.job.Evaluations;
import dev.gepaserver.job.JobFilter;
import dev.gepaserver.job.JobStatus;
import dev.gepaserver.job.Jobs;
import dev.gepaserver.job.web.JobRequests;
import dev.gepaserver.report.EvaluationView;
import dev.gepaserver.report.EvaluationViews;
import dev.gepaserver.web.Revalidation;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
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

/** Evaluations over HTTP; read strictly by hand, as jobs are. */
@RestController
@RequestMapping(path = EvaluationController.PATH, produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Evaluations", description = "Scores of one candidate on a set of examples")
class EvaluationController {

  /** Where evaluations are. */
  static final String PATH = "/api/v1/evaluations";

  private final Evaluations evaluations;
  private final EvaluationViews views;
  private final Jobs jobs;
  private final ArchiveReader archive;

  EvaluationController(
      Evaluations evaluations, EvaluationViews views, Jobs jobs, ArchiveReader archive) {
    this.evaluations = evaluations;
    this.views = views;
    this.jobs = jobs;
    this.archive = archive;
  }

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<EvaluationView> submit(
      @RequestBody(required = false) byte @Nullable [] body,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query,
      @Parameter(hidden = true) @RequestHeader HttpHeaders headers) {
    QueryParams.none(query);
    return accepted(
        evaluations.submit(JobRequests.body(body), JobRequests.idempotencyKey(headers)));
  }

  @GetMapping
  @Operation(summary = "Lists evaluations, newest first; in short, without their scores by example")
  @Parameter(
      name = "status",
      in = ParameterIn.QUERY,
      description = "Any of these; may be repeated",
      array = @ArraySchema(schema = @Schema(implementation = JobStatus.class)))
  @Parameter(
      name = "label",
      in = ParameterIn.QUERY,
      description = "name:value; given several times, all must match",
      array = @ArraySchema(schema = @Schema(type = "string")))
  @Parameter(
      name = "q",
      in = ParameterIn.QUERY,
      description = "A part of the name",
      schema = @Schema(type = "string", maxLength = 200))
  @Paged
  Page<EvaluationView> list(
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query) {
    QueryParams params = QueryParams.of(query);
    JobFilter filter = JobRequests.filter(params);
    Cursor cursor = params.page();
    params.end();
    return views.list(filter, cursor);
  }

  @GetMapping("/{id}")
  @Operation(summary = "Shows an evaluation, once it is scored with the scores by example")
  @Parameter(
      name = "wait",
      in = ParameterIn.QUERY,
      description =
          "ISO-8601, at most PT60S: answers when the evaluation has ended or the time is over",
      schema = @Schema(type = "string", example = "PT30S"))
  @Nullable EvaluationView get(
      @PathVariable String id,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query,
      WebRequest request) {
    QueryParams params = QueryParams.of(query);
    Duration wait = JobRequests.waitAtMost(params);
    params.end();
    EvaluationView view = views.await(id, wait);
    return Revalidation.unchanged(request, view) ? null : view;
  }

  @GetMapping("/{id}/rollouts")
  @Operation(summary = "Rollouts of an evaluation in the order written, as those of a job")
  @Parameter(
      name = "example",
      in = ParameterIn.QUERY,
      description = "Id of the example",
      schema = @Schema(type = "string"))
  @Paged
  Page<RolloutView> rollouts(
      @PathVariable String id,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query) {
    UUID evaluation = evaluations.require(id);
    QueryParams params = QueryParams.of(query);
    RolloutFilter filter = new RolloutFilter(null, null, params.one("example"), null);
    Cursor cursor = params.numberedPage();
    params.end();
    return archive.rollouts(evaluation, filter, cursor);
  }

  @GetMapping("/{id}/model-calls")
  @Operation(summary = "Every call of a model, as those of a job")
  @Paged
  Page<ModelCallView> modelCalls(
      @PathVariable String id,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query) {
    UUID evaluation = evaluations.require(id);
    QueryParams params = QueryParams.of(query);
    Cursor cursor = params.numberedPage();
    params.end();
    return archive.modelCalls(evaluation, cursor);
  }

  @PostMapping("/{id}/pause")
  ResponseEntity<EvaluationView> pause(
      @PathVariable String id,
      @RequestBody(required = false) byte @Nullable [] body,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query) {
    QueryParams.none(query);
    JobRequests.nothing(body);
    UUID evaluation = evaluations.require(id);
    jobs.pause(evaluation);
    return accepted(evaluation);
  }

  @PostMapping("/{id}/resume")
  ResponseEntity<EvaluationView> resume(
      @PathVariable String id,
      @RequestBody(required = false) byte @Nullable [] body,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query) {
    QueryParams.none(query);
    JobRequests.nothing(body);
    return accepted(evaluations.resume(id));
  }

  @PostMapping("/{id}/cancel")
  ResponseEntity<EvaluationView> cancel(
      @PathVariable String id,
      @RequestBody(required = false) byte @Nullable [] body,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query) {
    QueryParams.none(query);
    JobRequests.nothing(body);
    UUID evaluation = evaluations.require(id);
    jobs.cancel(evaluation);
    return accepted(evaluation);
  }

  @DeleteMapping("/{id}")
  @Operation(summary = "Deletes an evaluation that is not running, with all its rollouts")
  ResponseEntity<Void> delete(
      @PathVariable String id,
      @RequestBody(required = false) byte @Nullable [] body,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query) {
    QueryParams.none(query);
    JobRequests.nothing(body);
    jobs.delete(evaluations.require(id));
    return ResponseEntity.noContent().build();
  }

  private ResponseEntity<EvaluationView> accepted(UUID id) {
    return ResponseEntity.accepted().location(URI.create(PATH + "/" + id)).body(views.get(id));
  }
}
