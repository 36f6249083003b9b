package dev.gepaserver.console.web;

import dev.gepaserver.archive.ArchiveFigures;
import dev.gepaserver.archive.ArchiveFigures.BestScore;
import dev.gepaserver.archive.ArchiveFigures.Texts;
import dev.gepaserver.archive.ArchiveReader;
import dev.gepaserver.archive.ArchiveSummaries;
import dev.gepaserver.archive.Views.EventView;
import dev.gepaserver.common.Cursor;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Money;
import dev.gepaserver.job.JobLookup;
import dev.gepaserver.job.JobProgress;
import dev.gepaserver.job.JobStatus;
import dev.gepaserver.job.JobView;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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

  /** Events at which the time in work was kept or began to run. */
  private static final Set<String> CLOCKS =
      Set.of("iteration.finished", "job.started", "job.resumed", "job.taken-over");

  private final JobFrame frame;
  private final JobLookup lookup;
  private final ArchiveReader archive;
  private final ArchiveFigures figures;
  private final ArchiveSummaries summaries;
  private final JobProgress counters;
  private final InstantSource clock;
  private final Shown shown = new Shown();

  JobPage(
      JobFrame frame,
      JobLookup lookup,
      ArchiveReader archive,
      ArchiveFigures figures,
      ArchiveSummaries summaries,
      JobProgress counters,
      InstantSource clock) {
    this.frame = frame;
    this.lookup = lookup;
    this.archive = archive;
    this.figures = figures;
    this.summaries = summaries;
    this.counters = counters;
    this.clock = clock;
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
    List<EventView> events = latest(jobId, last);
    model.addAttribute("events", events.stream().map(event -> EventLine.of(event, shown)).toList());
    model.addAttribute(
        "outlook",
        Outlook.of(
            job,
            lookup.budget(jobId).orElseGet(Json::object),
            new Outlook.Used(running(job, events), searchCost(job)),
            figures.pace(jobId).orElse(null)));
    List<BestScore> steps = figures.bestScores(List.of(jobId)).getOrDefault(jobId, List.of());
    model.addAttribute("steps", steps);
    model.addAttribute("shares", StageShares.of(figures.rolloutsByStage(jobId)));
    model.addAttribute("proposals", summaries.proposals(jobId));
    return job;
  }

  /** Time in work; kept whenever an iteration ends, and counted on from there. */
  private Duration running(JobView job, List<EventView> latestFirst) {
    Duration kept = Duration.ofMillis(counters.load(job.id()).runningMs());
    if (job.status() != JobStatus.RUNNING) {
      return kept;
    }
    return latestFirst.stream()
        .filter(event -> CLOCKS.contains(event.type()))
        .findFirst()
        .map(event -> kept.plus(Duration.between(event.at(), clock.instant())))
        .filter(running -> !running.isNegative())
        .orElse(kept);
  }

  /** What the budget is spent on: held-out tests are outside of it. */
  private @Nullable BigDecimal searchCost(JobView job) {
    BigDecimal all = job.usage().costUsd();
    if (all == null || all.signum() == 0 || job.test() == null) {
      return all;
    }
    BigDecimal tests = BigDecimal.ZERO;
    for (ArchiveSummaries.Tested tested : summaries.tested(job.id())) {
      BigDecimal cost = Money.usd(tested.costNanos());
      if (cost == null) {
        return null;
      }
      tests = tests.add(cost);
    }
    return all.subtract(tests);
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
    Texts seed = figures.texts(job.id(), 0).orElseThrow();
    Texts best = figures.texts(job.id(), index).orElseThrow();
    model.addAttribute("best", best);
    model.addAttribute("texts", Compared.of(seed.components(), best.components()));
  }

  /**
   * A component's text beside an earlier one.
   *
   * @param changed whether they differ
   */
  record Compared(String text, boolean changed, List<TextDiff.Line> diff) {

    /** By component. */
    static Map<String, Compared> of(Map<String, String> before, Map<String, String> after) {
      Map<String, Compared> texts = new LinkedHashMap<>();
      after.forEach((name, text) -> {
        String old = before.getOrDefault(name, "");
        texts.put(name, new Compared(text, !old.equals(text), TextDiff.between(old, text)));
      });
      return texts;
    }
  }
}
