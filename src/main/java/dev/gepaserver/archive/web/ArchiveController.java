package dev.gepaserver.archive.web;

import dev.gepaserver.archive.ArchiveReader;
import dev.gepaserver.archive.ArchiveReader.RolloutFilter;
import dev.gepaserver.archive.Views.EventView;
import dev.gepaserver.archive.Views.IterationView;
import dev.gepaserver.archive.Views.ModelCallView;
import dev.gepaserver.archive.Views.ParetoView;
import dev.gepaserver.archive.Views.ReflectionView;
import dev.gepaserver.archive.Views.RolloutView;
import dev.gepaserver.common.ApiException;
import dev.gepaserver.common.Cursor;
import dev.gepaserver.common.Names;
import dev.gepaserver.common.Page;
import dev.gepaserver.common.QueryParams;
import dev.gepaserver.engine.model.Stage;
import dev.gepaserver.job.JobLookup;
import dev.gepaserver.web.Revalidation;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/** What a job did, in lists. */
@RestController
@RequestMapping(path = "/api/v1/jobs/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Looking", description = "What a job did and found")
class ArchiveController {

  private static final List<String> STAGES =
      Arrays.stream(Stage.values()).map(Stage::wireName).toList();

  /** One spelling for each rollout, so that none has two addresses. */
  private static final Pattern ROLLOUT_ID =
      Pattern.compile("(0|[1-9][0-9]{0,8})\\.[a-z]+\\.(0|[1-9][0-9]{0,8})\\.(0|[1-9][0-9]{0,8})");

  private final JobLookup jobs;
  private final ArchiveReader archive;

  ArchiveController(JobLookup jobs, ArchiveReader archive) {
    this.jobs = jobs;
    this.archive = archive;
  }

  @GetMapping("/iterations")
  @Operation(summary = "Finished iterations with their proposals, in their order")
  @Paged
  @Nullable Page<IterationView> iterations(
      @PathVariable String id,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query,
      WebRequest request) {
    JobLookup.Found job = jobs.require(id);
    Cursor page = page(query);
    return Revalidation.unchanged(request, job.known()) ? null : archive.iterations(job.id(), page);
  }

  @GetMapping("/rollouts")
  @Operation(
      summary =
          "Rollouts in the order written, filtered by iteration, candidate, example and stage")
  @Parameter(
      name = "iteration",
      in = ParameterIn.QUERY,
      description = "Number of the iteration, 0 for the seed's",
      schema = @Schema(type = "integer", minimum = "0"))
  @Parameter(
      name = "candidate",
      in = ParameterIn.QUERY,
      description = "Index of the candidate",
      schema = @Schema(type = "integer", minimum = "0"))
  @Parameter(
      name = "example",
      in = ParameterIn.QUERY,
      description = "Id of the example",
      schema = @Schema(type = "string"))
  @Parameter(
      name = "stage",
      in = ParameterIn.QUERY,
      description = "What it was made for",
      schema =
          @Schema(
              type = "string",
              allowableValues = {"seed", "parent", "child", "merge", "validation", "test"}))
  @Paged
  Page<RolloutView> rollouts(
      @PathVariable String id,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query) {
    UUID job = jobs.require(id).id();
    QueryParams params = QueryParams.of(query);
    RolloutFilter filter =
        new RolloutFilter(
            params.whole("iteration"),
            params.whole("candidate"),
            params.one("example"),
            params.choice("stage", STAGES));
    Cursor cursor = params.numberedPage();
    params.end();
    return archive.rollouts(job, filter, cursor);
  }

  @GetMapping("/rollouts/{rolloutId}")
  @Operation(summary = "One rollout")
  @Nullable RolloutView rollout(
      @PathVariable String id,
      @PathVariable String rolloutId,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query,
      WebRequest request) {
    UUID job = jobs.require(id).id();
    QueryParams.none(query);
    if (!ROLLOUT_ID.matcher(rolloutId).matches()) {
      throw noRollout(rolloutId);
    }
    RolloutView rollout = archive.rollout(job, rolloutId).orElseThrow(() -> noRollout(rolloutId));
    return Revalidation.unchanged(request, rollout) ? null : rollout;
  }

  @GetMapping("/reflections")
  @Operation(summary = "Attempts of reflections: what was asked, what came, what was taken")
  @Paged
  Page<ReflectionView> reflections(
      @PathVariable String id,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query) {
    UUID job = jobs.require(id).id();
    return archive.reflections(job, page(query));
  }

  @GetMapping("/model-calls")
  @Operation(summary = "Every call of a model with its messages, reply, tokens and cost")
  @Paged
  Page<ModelCallView> modelCalls(
      @PathVariable String id,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query) {
    UUID job = jobs.require(id).id();
    return archive.modelCalls(job, page(query));
  }

  @GetMapping("/events")
  @Operation(summary = "What happened to a job, in order")
  @Paged
  Page<EventView> events(
      @PathVariable String id,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query) {
    UUID job = jobs.require(id).id();
    return archive.events(job, page(query));
  }

  @GetMapping("/pareto")
  @Operation(summary = "The Pareto front now, or as it was after an iteration")
  @Parameter(
      name = "iteration",
      in = ParameterIn.QUERY,
      description = "As it was after this iteration; the last finished one where left out",
      schema = @Schema(type = "integer", minimum = "0"))
  @Nullable ParetoView pareto(
      @PathVariable String id,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query,
      WebRequest request) {
    JobLookup.Found job = jobs.require(id);
    QueryParams params = QueryParams.of(query);
    Integer asOf = params.whole("iteration");
    params.end();
    if (job.candidates() == 0 || (asOf != null && asOf > job.iteration())) {
      throw noFront(asOf);
    }
    return Revalidation.unchanged(request, job.known())
        ? null
        : archive.pareto(job.id(), job.frontier(), asOf).orElseThrow(() -> noFront(asOf));
  }

  private static ApiException noFront(@Nullable Integer asOf) {
    return asOf == null
        ? NoCandidate.yet()
        : ApiException.notFound("iteration " + asOf + " is not finished");
  }

  private static Cursor page(Map<String, List<String>> query) {
    QueryParams params = QueryParams.of(query);
    Cursor cursor = params.numberedPage();
    params.end();
    return cursor;
  }

  private static ApiException noRollout(String rolloutId) {
    return ApiException.notFound("this job has no rollout " + Names.abbreviated(rolloutId));
  }
}
