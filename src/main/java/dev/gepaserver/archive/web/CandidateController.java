package dev.gepaserver.archive.web;

import dev.gepaserver.archive.ArchiveReader;
import dev.gepaserver.archive.Diffs;
import dev.gepaserver.archive.Views.CandidateView;
import dev.gepaserver.archive.Views.DiffView;
import dev.gepaserver.archive.Views.LineageView;
import dev.gepaserver.common.ApiException;
import dev.gepaserver.common.Cursor;
import dev.gepaserver.common.Names;
import dev.gepaserver.common.Page;
import dev.gepaserver.common.QueryParams;
import dev.gepaserver.job.JobLookup;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A job's candidates: the best one, all of them, how they differ and descend from each other. */
@RestController
@RequestMapping("/api/v1/jobs/{id}")
@Tag(name = "Looking", description = "What a job did and found")
class CandidateController {

  private static final MediaType PLAIN =
      new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);
  private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");
  private static final String GRAPHVIZ = "text/vnd.graphviz";

  private final JobLookup jobs;
  private final ArchiveReader archive;

  CandidateController(JobLookup jobs, ArchiveReader archive) {
    this.jobs = jobs;
    this.archive = archive;
  }

  @GetMapping(path = "/best", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(summary = "The best candidate so far")
  CandidateView best(
      @PathVariable String id,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query) {
    JobLookup.Found job = jobs.require(id);
    QueryParams params = QueryParams.of(query);
    params.one("component");
    params.end();
    return bestOf(job);
  }

  @GetMapping(path = "/best", produces = MediaType.TEXT_PLAIN_VALUE)
  @Operation(summary = "The bare text of one component of the best candidate so far")
  @Parameter(
      name = "component",
      in = ParameterIn.QUERY,
      description = "Which component's text; needless where there is one",
      schema = @Schema(type = "string"))
  ResponseEntity<String> bestText(
      @PathVariable String id,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query) {
    CandidateView best = bestOf(jobs.require(id));
    QueryParams params = QueryParams.of(query);
    Set<String> known = best.components().keySet();
    String given = params.choice("component", known);
    if (given == null && !query.containsKey("component") && known.size() > 1) {
      params.fault("component", "must name one of the components " + Names.listed(known));
    }
    params.end();
    String name = given == null ? known.iterator().next() : given;
    return ResponseEntity.ok().contentType(PLAIN).body(best.components().get(name));
  }

  @GetMapping(path = "/candidates", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(summary = "All candidates, by index")
  @Paged
  Page<CandidateView> candidates(
      @PathVariable String id,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query) {
    UUID job = jobs.require(id).id();
    QueryParams params = QueryParams.of(query);
    Cursor cursor = params.numberedPage();
    params.end();
    return archive.candidates(job, cursor);
  }

  @GetMapping(path = "/candidates/{index}", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(summary = "One candidate")
  CandidateView candidate(
      @PathVariable String id,
      @PathVariable String index,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query) {
    UUID job = jobs.require(id).id();
    QueryParams.none(query);
    return candidateOf(job, index);
  }

  @GetMapping(path = "/candidates/{index}/diff", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary =
          "Unified diffs of a candidate's texts against its first parent, or another candidate")
  @Parameter(
      name = "against",
      in = ParameterIn.QUERY,
      description = "Index of the other candidate; the first parent where left out",
      schema = @Schema(type = "integer", minimum = "0"))
  DiffView diff(
      @PathVariable String id,
      @PathVariable String index,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query) {
    UUID jobId = jobs.require(id).id();
    CandidateView candidate = candidateOf(jobId, index);
    QueryParams params = QueryParams.of(query);
    Integer other = params.whole("against");
    params.end();
    if (other == null) {
      other = candidate.parents().isEmpty() ? candidate.index() : candidate.parents().getFirst();
    }
    CandidateView before = candidateOf(jobId, other.toString());
    return new DiffView(
        Diffs.between(
            before.index(), before.components(), candidate.index(), candidate.components()));
  }

  @GetMapping(path = "/lineage", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(summary = "Who descends from whom")
  LineageView lineage(
      @PathVariable String id,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query) {
    JobLookup.Found job = jobs.require(id);
    QueryParams.none(query);
    return archive.lineage(job.id(), job.bestCandidate());
  }

  @GetMapping(path = "/lineage", produces = GRAPHVIZ)
  @Operation(summary = "Who descends from whom, as a Graphviz graph")
  ResponseEntity<String> lineageGraph(
      @PathVariable String id,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query) {
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType(GRAPHVIZ + ";charset=UTF-8"))
        .body(Graphviz.of(lineage(id, query)));
  }

  private CandidateView bestOf(JobLookup.Found job) {
    Integer best = job.bestCandidate();
    if (best == null) {
      throw NoCandidate.yet();
    }
    return candidateOf(job.id(), best.toString());
  }

  private CandidateView candidateOf(UUID jobId, String index) {
    if (!INDEX.matcher(index).matches()) {
      throw ApiException.notFound("'" + Names.abbreviated(index) + "' is no index of a candidate");
    }
    return archive
        .candidate(jobId, Integer.parseInt(index))
        .orElseThrow(() -> ApiException.notFound("this job has no candidate " + index));
  }
}
