package dev.gepaserver.console.web;

import dev.gepaserver.archive.ArchiveFigures;
import dev.gepaserver.archive.ArchiveFigures.Texts;
import dev.gepaserver.job.JobView;
import dev.gepaserver.report.Report;
import dev.gepaserver.report.Reports;
import org.springframework.http.MediaType;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** What came of a job, on one page that can be printed. */
@ConsolePage
class ReportPage {

  private final JobFrame frame;
  private final Reports reports;
  private final ArchiveFigures figures;

  ReportPage(JobFrame frame, Reports reports, ArchiveFigures figures) {
    this.frame = frame;
    this.reports = reports;
    this.figures = figures;
  }

  /** The page; before the seed is scored it says so. */
  @GetMapping(path = "/jobs/{id}/report", produces = MediaType.TEXT_HTML_VALUE)
  String page(@PathVariable String id, Model model) {
    JobView job = frame.of(id, "report", model);
    if (job.progress().bestCandidate() == null && !job.status().ended()) {
      return "console/report";
    }
    Report report = reports.of(id);
    model.addAttribute("report", report);
    if (report.best() != null) {
      Texts seed = figures.texts(job.id(), 0).orElseThrow();
      Texts best = figures.texts(job.id(), report.best().candidate()).orElseThrow();
      model.addAttribute("texts", JobPage.Compared.of(seed.components(), best.components()));
    }
    return "console/report";
  }
}
