package dev.gepaserver.console.web;

import dev.gepaserver.archive.ArchiveFigures;
import dev.gepaserver.archive.ArchiveFigures.BestScore;
import dev.gepaserver.common.Cursor;
import dev.gepaserver.common.Page;
import dev.gepaserver.common.QueryParams;
import dev.gepaserver.job.JobCounts;
import dev.gepaserver.job.JobFilter;
import dev.gepaserver.job.JobStatus;
import dev.gepaserver.job.JobView;
import dev.gepaserver.job.Jobs;
import dev.gepaserver.job.web.JobRequests;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/** All jobs, newest first. */
@ConsolePage
class JobsPage {

  private static final int SHOWN = 25;
  private static final JobFilter EVERYTHING = new JobFilter(Set.of(), Map.of(), null);

  private final Jobs jobs;
  private final JobCounts counts;
  private final ArchiveFigures figures;

  JobsPage(Jobs jobs, JobCounts counts, ArchiveFigures figures) {
    this.jobs = jobs;
    this.counts = counts;
    this.figures = figures;
  }

  /** The page. */
  @GetMapping(path = "/", produces = MediaType.TEXT_HTML_VALUE)
  String page(@RequestParam MultiValueMap<String, String> query, Model model) {
    fill(query, model);
    return "console/jobs";
  }

  /** Its list alone, to be put in the place of the one shown. */
  @GetMapping(path = "/jobs", produces = MediaType.TEXT_HTML_VALUE)
  String list(@RequestParam MultiValueMap<String, String> query, Model model) {
    fill(query, model);
    return "console/jobs :: list";
  }

  private void fill(MultiValueMap<String, String> query, Model model) {
    QueryParams params = PageQuery.of(query);
    JobFilter filter = JobRequests.filter(params);
    String after = params.one("cursor");
    Cursor cursor = Cursor.of(Integer.toString(SHOWN), after);
    params.end();
    Page<JobView> page = jobs.list(filter, cursor);
    Map<UUID, List<BestScore>> best =
        figures.bestScores(page.items().stream().map(JobView::id).toList());
    model.addAttribute(
        "rows",
        page.items().stream()
            .map(job ->
                new Row(
                    job,
                    Sparkline.of(
                        best.getOrDefault(job.id(), List.of()), job.progress().rollouts())))
            .toList());
    model.addAttribute("statuses", JobStatus.values());
    model.addAttribute("counts", counts.byStatus());
    model.addAttribute("filter", filter);
    model.addAttribute("filtered", !filter.equals(EVERYTHING));
    model.addAttribute("here", address("/jobs", filter, after));
    model.addAttribute("next", page.next() == null ? null : address("/", filter, page.next()));
    model.addAttribute("first", after == null ? null : address("/", filter, null));
  }

  private static String address(String path, JobFilter filter, @Nullable String cursor) {
    UriComponentsBuilder address = UriComponentsBuilder.fromPath(path);
    filter.statuses().forEach(status -> address.queryParam("status", status));
    filter.labels().forEach((name, value) -> address.queryParam("label", "{label}"));
    if (filter.nameContains() != null) {
      address.queryParam("q", "{q}");
    }
    if (cursor != null) {
      address.queryParam("cursor", cursor);
    }
    return address
        .encode()
        .buildAndExpand(
            Stream.concat(
                    filter.labels().entrySet().stream().map(e -> e.getKey() + ":" + e.getValue()),
                    Stream.ofNullable(filter.nameContains()))
                .toArray())
        .toUriString();
  }

  /** A job and how its best score rose. */
  record Row(JobView job, Sparkline spark) {}
}
