package dev.gepaserver.console.web;

import dev.gepaserver.archive.ArchiveFigures;
import dev.gepaserver.archive.ArchiveFigures.BestScore;
import dev.gepaserver.archive.ArchiveReader;
import dev.gepaserver.archive.ArchiveSummaries;
import dev.gepaserver.archive.Views.CandidateView;
import dev.gepaserver.archive.Views.EventView;
import dev.gepaserver.common.Cursor;
import dev.gepaserver.common.Json;
import dev.gepaserver.job.JobLookup;
import dev.gepaserver.job.JobView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;

/** One job: how far it is, what it found, what it used. */
@ConsolePage
@RequestMapping(path = "/jobs/{id}", produces = MediaType.TEXT_HTML_VALUE)
class JobPage {

  private static final int EVENTS = 30;

  private final JobFrame frame;
  private final JobLookup lookup;
  private final ArchiveReader archive;
  private final ArchiveFigures figures;
  private final ArchiveSummaries summaries;

  JobPage(
      JobFrame frame,
      JobLookup lookup,
      ArchiveReader archive,
      ArchiveFigures figures,
      ArchiveSummaries summaries) {
    this.frame = frame;
    this.lookup = lookup;
    this.archive = archive;
    this.figures = figures;
    this.summaries = summaries;
  }

  /** The page. */
  @GetMapping
  String page(@PathVariable String id, Model model) {
    JobView job = live(id, model);
    best(job, model);
    return "console/job";
  }

  /** The parts that change while it runs. */
  @GetMapping("/now")
  String now(@PathVariable String id, Model model) {
    live(id, model);
    return "console/job :: live";
  }

  /** The best text, to be asked for when another candidate is the best. */
  @GetMapping("/best")
  String best(@PathVariable String id, Model model) {
    best(frame.of(id, "overview", model), model);
    return "console/job :: best";
  }

  private JobView live(String id, Model model) {
    JobView job = frame.of(id, "overview", model);
    UUID jobId = job.id();
    long last = archive.lastEvents(List.of(jobId)).getOrDefault(jobId, 0L);
    model.addAttribute("lastEvent", last);
    model.addAttribute("events", latest(jobId, last));
    model.addAttribute(
        "outlook",
        Outlook.of(
            job, lookup.budget(jobId).orElseGet(Json::object), figures.pace(jobId).orElse(null)));
    List<BestScore> steps = figures.bestScores(List.of(jobId)).getOrDefault(jobId, List.of());
    model.addAttribute("steps", steps);
    model.addAttribute("shares", StageShare.of(figures.rolloutsByStage(jobId)));
    model.addAttribute("proposals", summaries.proposals(jobId));
    return job;
  }

  private List<EventView> latest(UUID jobId, long last) {
    String after = Long.toString(Math.max(0, last - EVENTS));
    return new ArrayList<>(archive.events(jobId, new Cursor(EVENTS, after)).items()).reversed();
  }

  private void best(JobView job, Model model) {
    Integer index = job.progress().bestCandidate();
    if (index == null) {
      return;
    }
    CandidateView seed = archive.candidate(job.id(), 0).orElseThrow();
    CandidateView best = archive.candidate(job.id(), index).orElseThrow();
    model.addAttribute("best", best);
    model.addAttribute("texts", Compared.of(seed, best));
  }

  /**
   * A component's text beside an earlier one.
   *
   * @param changed whether they differ
   */
  record Compared(String text, boolean changed, List<TextDiff.Line> diff) {

    /** By component. */
    static Map<String, Compared> of(CandidateView before, CandidateView after) {
      Map<String, Compared> texts = new LinkedHashMap<>();
      after
          .components()
          .forEach((name, text) -> {
            String old = before.components().getOrDefault(name, "");
            texts.put(name, new Compared(text, !old.equals(text), TextDiff.between(old, text)));
          });
      return texts;
    }
  }
}
