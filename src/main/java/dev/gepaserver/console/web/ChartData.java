package dev.gepaserver.console.web;

import dev.gepaserver.archive.ArchiveFigures;
import dev.gepaserver.archive.ArchiveFigures.CandidatePoint;
import dev.gepaserver.archive.ArchiveFigures.RejectedPoint;
import dev.gepaserver.archive.ArchiveFigures.ScoreTable;
import dev.gepaserver.archive.ArchiveFigures.ScoreWindow;
import dev.gepaserver.archive.ArchiveFigures.Span;
import dev.gepaserver.common.QueryParams;
import dev.gepaserver.job.JobLookup;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What the charts are drawn from. Belongs to the pages and may change with them. */
@Hidden
@RestController
@RequestMapping(path = "/jobs/{id}/data", produces = MediaType.APPLICATION_JSON_VALUE)
class ChartData {

  /** Rejected proposals in a plot; more of them would be a cloud. */
  private static final int REJECTED = 2000;

  /** Rows and columns of the heat map that are read at once. */
  private static final int ROWS = 1000;

  private static final int COLUMNS = 200;

  private final JobLookup jobs;
  private final ArchiveFigures figures;

  ChartData(JobLookup jobs, ArchiveFigures figures) {
    this.jobs = jobs;
    this.figures = figures;
  }

  /** Candidates and rejected proposals over rollouts. */
  @GetMapping("/progress")
  Progress progress(@PathVariable String id) {
    UUID job = jobs.require(id).id();
    return new Progress(figures.candidates(job), figures.rejected(job, REJECTED));
  }

  /** A window of the heat map; best candidates first. */
  @GetMapping("/scores")
  ScoreTable scores(@PathVariable String id, @RequestParam MultiValueMap<String, String> query) {
    UUID job = jobs.require(id).id();
    QueryParams params = QueryParams.of(query);
    Integer examples = params.whole("examples");
    String order = params.choice("order", List.of("score", "index"));
    params.end();
    return figures.scores(
        job,
        new ScoreWindow(
            new Span(0, ROWS),
            new Span(examples == null ? 0 : examples, COLUMNS),
            !"index".equals(order)));
  }

  /** Each candidate's means of the objectives. */
  @GetMapping("/objectives")
  Objectives objectives(@PathVariable String id) {
    UUID job = jobs.require(id).id();
    return new Objectives(
        figures.objectives(job),
        figures.front(job).map(ArchiveFigures.Front::nonDominated).orElse(List.of()));
  }

  /** What is drawn over rollouts. */
  record Progress(List<CandidatePoint> candidates, List<RejectedPoint> rejected) {}

  /**
   * What is drawn by objectives.
   *
   * @param candidates objective to mean, by index
   * @param front indices that no other candidate dominates
   */
  record Objectives(Map<Integer, Map<String, @Nullable Double>> candidates, List<Integer> front) {}
}
