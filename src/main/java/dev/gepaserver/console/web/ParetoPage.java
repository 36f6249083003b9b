package dev.gepaserver.console.web;

import dev.gepaserver.archive.ArchiveFigures;
import dev.gepaserver.archive.ArchiveFigures.ScoreTable;
import dev.gepaserver.archive.ArchiveFigures.ScoreWindow;
import dev.gepaserver.archive.ArchiveFigures.Span;
import dev.gepaserver.common.QueryParams;
import dev.gepaserver.job.JobLookup;
import dev.gepaserver.job.JobView;
import org.springframework.http.MediaType;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Which candidate is best on what: candidates by examples, and the front. */
@ConsolePage
@RequestMapping(path = "/jobs/{id}/pareto", produces = MediaType.TEXT_HTML_VALUE)
class ParetoPage {

  /** Rows and columns of the table that stands for the heat map. */
  private static final int ROWS = 20;

  private static final int COLUMNS = 12;

  private final JobFrame frame;
  private final JobLookup lookup;
  private final ArchiveFigures figures;

  ParetoPage(JobFrame frame, JobLookup lookup, ArchiveFigures figures) {
    this.frame = frame;
    this.lookup = lookup;
    this.figures = figures;
  }

  /** The page. */
  @GetMapping
  String page(@PathVariable String id, Model model) {
    JobView job = frame.of(id, "pareto", model);
    String frontier = lookup.require(id).frontier();
    model.addAttribute("frontier", frontier);
    model.addAttribute("front", figures.front(job.id()).orElse(null));
    model.addAttribute("objectives", figures.hasObjectives(job.id()));
    table(job, 0, 0, model);
    return "console/pareto";
  }

  /** A part of the table that stands for the heat map. */
  @GetMapping("/table")
  String table(
      @PathVariable String id, @RequestParam MultiValueMap<String, String> query, Model model) {
    JobView job = frame.of(id, "pareto", model);
    QueryParams params = PageQuery.of(query);
    Integer candidates = params.whole("candidates");
    Integer examples = params.whole("examples");
    params.end();
    table(job, candidates == null ? 0 : candidates, examples == null ? 0 : examples, model);
    return "console/pareto :: table";
  }

  private void table(JobView job, int candidates, int examples, Model model) {
    ScoreTable table =
        figures.scores(
            job.id(),
            new ScoreWindow(new Span(candidates, ROWS), new Span(examples, COLUMNS), true));
    model.addAttribute("table", table);
    model.addAttribute("rowsFrom", candidates);
    model.addAttribute("columnsFrom", examples);
    model.addAttribute("rowsStep", ROWS);
    model.addAttribute("columnsStep", COLUMNS);
  }
}
