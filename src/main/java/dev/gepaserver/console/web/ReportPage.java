package dev.gepaserver.console.web;

import dev.gepaserver.archive.ArchiveReader;
import dev.gepaserver.archive.Views.CandidateView;
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
  private final ArchiveReader archive;

  ReportPage(JobFrame frame, Reports reports, ArchiveReader archive) {
    this.frame = frame;
    this.reports = reports;
    this.archive = archive;
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
      CandidateView seed = archive.candidate(job.id(), 0).orElseThrow();
      CandidateView best = archive.candidate(job.id(), report.best().candidate()).orElseThrow();
      model.addAttribute("texts", JobPage.Compared.of(seed, best));
    }
    return "console/report";
  }
}
