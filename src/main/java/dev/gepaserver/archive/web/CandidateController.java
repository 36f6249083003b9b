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
import dev.gepaserver.job.CandidateMessages;
import dev.gepaserver.job.JobLookup;
import dev.gepaserver.web.Revalidation;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/** A job's candidates: the best one, all of them, how they differ and descend from each other. */
@RestController
@RequestMapping("/api/v1/jobs/{id}")
@Tag(name = "Looking", description = "What a job did and found")
class CandidateController {

  private static final String FORMAT = "format";
  private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");
  private static final String GRAPHVIZ = "text/vnd.graphviz";

  private final JobLookup jobs;
  private final ArchiveReader archive;
  private final CandidateMessages messages;

  CandidateController(JobLookup jobs, ArchiveReader archive, CandidateMessages messages) {
    this.jobs = jobs;
    this.archive = archive;
    this.messages = messages;
  }

  @GetMapping(path = "/best", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(summary = "The best candidate so far, in any of several formats")
  @InFormats
  @Nullable CandidateView best(
      @PathVariable String id,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query,
      WebRequest request) {
    JobLookup.Found job = jobs.require(id);
    QueryParams params = QueryParams.of(query);
    params.one("component");
    params.end();
    CandidateView best = bestOf(job);
    return Revalidation.unchanged(request, job.known()) ? null : best;
  }

  @GetMapping(path = "/best", produces = MediaType.TEXT_PLAIN_VALUE)
  @Operation(summary = "The bare text of one component of the best candidate so far")
  @InFormats
  @Nullable ResponseEntity<String> bestText(
      @PathVariable String id,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query,
      WebRequest request) {
    JobLookup.Found job = jobs.require(id);
    CandidateView best = bestOf(job);
    QueryParams params = QueryParams.of(query);
    String text = CandidateFormats.componentText(best, params);
    params.end();
    return answer(job, CandidateFormats.PLAIN, text, request);
  }

  /** Whatever {@code Accept} says: whoever names a format wants that one. */
  @GetMapping(path = "/best", params = FORMAT)
  @Operation(hidden = true)
  @Nullable ResponseEntity<String> bestAs(
      @PathVariable String id,
      @RequestParam MultiValueMap<String, String> query,
      WebRequest request) {
    JobLookup.Found job = jobs.require(id);
    return inFormat(job, bestOf(job), query, request);
  }

  @GetMapping(path = "/candidates", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(summary = "All candidates, by index")
  @Paged
  @Nullable Page<CandidateView> candidates(
      @PathVariable String id,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query,
      WebRequest request) {
    JobLookup.Found job = jobs.require(id);
    QueryParams params = QueryParams.of(query);
    Cursor cursor = params.numberedPage();
    params.end();
    return Revalidation.unchanged(request, job.known())
        ? null
        : archive.candidates(job.id(), cursor);
  }

  @GetMapping(path = "/candidates/{index}", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(summary = "One candidate, in any of several formats")
  @InFormats
  @Nullable CandidateView candidate(
      @PathVariable String id,
      @PathVariable String index,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query,
      WebRequest request) {
    JobLookup.Found job = jobs.require(id);
    QueryParams.none(query);
    CandidateView candidate = candidateOf(job.id(), index);
    return Revalidation.unchanged(request, job.known()) ? null : candidate;
  }

  /** Likewise. */
  @GetMapping(path = "/candidates/{index}", params = FORMAT)
  @Operation(hidden = true)
  @Nullable ResponseEntity<String> candidateAs(
      @PathVariable String id,
      @PathVariable String index,
      @RequestParam MultiValueMap<String, String> query,
      WebRequest request) {
    JobLookup.Found job = jobs.require(id);
    return inFormat(job, candidateOf(job.id(), index), query, request);
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
  @Nullable DiffView diff(
      @PathVariable String id,
      @PathVariable String index,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query,
      WebRequest request) {
    JobLookup.Found job = jobs.require(id);
    UUID jobId = job.id();
    CandidateView candidate = candidateOf(jobId, index);
    QueryParams params = QueryParams.of(query);
    Integer other = params.whole("against");
    params.end();
    if (other == null) {
      other = candidate.parents().isEmpty() ? candidate.index() : candidate.parents().getFirst();
    }
    CandidateView before = candidateOf(jobId, other.toString());
    DiffView diff =
        new DiffView(
            Diffs.between(
                before.index(), before.components(), candidate.index(), candidate.components()));
    return Revalidation.unchanged(request, job.known()) ? null : diff;
  }

  @GetMapping(path = "/lineage", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(summary = "Who descends from whom")
  @Nullable LineageView lineage(
      @PathVariable String id,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query,
      WebRequest request) {
    JobLookup.Found job = jobs.require(id);
    QueryParams.none(query);
    return Revalidation.unchanged(request, job.known())
        ? null
        : archive.lineage(job.id(), job.bestCandidate());
  }

  @GetMapping(path = "/lineage", produces = GRAPHVIZ)
  @Operation(summary = "Who descends from whom, as a Graphviz graph")
  @Nullable ResponseEntity<String> lineageGraph(
      @PathVariable String id,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query,
      WebRequest request) {
    JobLookup.Found job = jobs.require(id);
    QueryParams.none(query);
    LineageView lineage = archive.lineage(job.id(), job.bestCandidate());
    return answer(
        job, MediaType.parseMediaType(GRAPHVIZ + ";charset=UTF-8"), Graphviz.of(lineage), request);
  }

  private @Nullable ResponseEntity<String> inFormat(
      JobLookup.Found job,
      CandidateView candidate,
      MultiValueMap<String, String> query,
      WebRequest request) {
    QueryParams params = QueryParams.of(query);
    CandidateFormat format = CandidateFormats.chosen(params);
    String text = format.write(candidate, () -> messagesOf(job.id(), candidate), params);
    params.end();
    return answer(job, format.type(), text, request);
  }

  private CandidateMessages.Found messagesOf(UUID job, CandidateView candidate) {
    Map<String, String> first = candidateOf(job, "0").components();
    return messages.of(job, candidate.components(), first);
  }

  // The type counts: answers of several types at one address are told apart by their tags.
  private static @Nullable ResponseEntity<String> answer(
      JobLookup.Found job, MediaType type, String text, WebRequest request) {
    return Revalidation.unchanged(request, job.known(), type.toString())
        ? null
        : ResponseEntity.ok().contentType(type).body(text);
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
