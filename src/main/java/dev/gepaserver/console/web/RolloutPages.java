package dev.gepaserver.console.web;

import dev.gepaserver.archive.ArchiveDetails;
import dev.gepaserver.archive.ArchiveReader;
import dev.gepaserver.archive.ArchiveReader.RolloutFilter;
import dev.gepaserver.archive.Views.RolloutView;
import dev.gepaserver.common.ApiException;
import dev.gepaserver.common.Cursor;
import dev.gepaserver.common.Names;
import dev.gepaserver.common.Page;
import dev.gepaserver.common.QueryParams;
import dev.gepaserver.engine.model.Stage;
import dev.gepaserver.job.JobView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/** What was run: a job's rollouts, and each on its own. */
@ConsolePage
@RequestMapping(path = "/jobs/{id}/rollouts", produces = MediaType.TEXT_HTML_VALUE)
class RolloutPages {

  private static final int SHOWN = 50;
  private static final String ROLLOUTS = "rollouts";
  private static final List<String> STAGES =
      Arrays.stream(Stage.values()).map(Stage::wireName).toList();

  private final JobFrame frame;
  private final ArchiveReader archive;
  private final ArchiveDetails details;

  RolloutPages(JobFrame frame, ArchiveReader archive, ArchiveDetails details) {
    this.frame = frame;
    this.archive = archive;
    this.details = details;
  }

  /** Rollouts in the order written. */
  @GetMapping
  String list(
      @PathVariable String id, @RequestParam MultiValueMap<String, String> query, Model model) {
    JobView job = frame.of(id, ROLLOUTS, model);
    QueryParams params = PageQuery.of(query);
    RolloutFilter filter =
        new RolloutFilter(
            params.whole("iteration"),
            params.whole("candidate"),
            params.one("example"),
            params.choice("stage", STAGES));
    String after = params.one("cursor");
    Cursor cursor = Cursor.of(Integer.toString(SHOWN), after);
    params.end();
    Page<RolloutView> page = archive.rollouts(job.id(), filter, cursor);
    model.addAttribute("rollouts", page.items());
    model.addAttribute("filter", filter);
    model.addAttribute("stages", STAGES);
    model.addAttribute("next", page.next() == null ? null : address(job, filter, page.next()));
    model.addAttribute("first", after == null ? null : address(job, filter, null));
    return "console/rollouts";
  }

  private static String address(JobView job, RolloutFilter filter, @Nullable String cursor) {
    UriComponentsBuilder address = UriComponentsBuilder.fromPath("/jobs/" + job.id() + "/rollouts");
    List<Object> values = new ArrayList<>();
    add(address, values, "iteration", filter.iteration());
    add(address, values, "candidate", filter.candidate());
    add(address, values, "example", filter.example());
    add(address, values, "stage", filter.stage());
    add(address, values, "cursor", cursor);
    return address.encode().buildAndExpand(values.toArray()).toUriString();
  }

  private static void add(
      UriComponentsBuilder address, List<Object> values, String name, @Nullable Object value) {
    if (value != null) {
      address.queryParam(name, "{" + name + "}");
      values.add(value);
    }
  }

  /** One rollout with its calls. */
  @GetMapping("/{rollout}")
  String rollout(@PathVariable String id, @PathVariable String rollout, Model model) {
    UUID jobId = frame.of(id, ROLLOUTS, model).id();
    RolloutView view =
        archive
            .rollout(jobId, rollout)
            .orElseThrow(() ->
                ApiException.notFound("this job has no rollout " + Names.abbreviated(rollout)));
    model.addAttribute("rollout", view);
    model.addAttribute(
        "example", details.example(jobId, view.split(), view.example()).orElse(null));
    model.addAttribute("calls", details.calls(jobId, view));
    model.addAttribute("neighbours", details.neighbours(jobId, view));
    model.addAttribute("steps", TraceStep.of(view.trace()));
    return "console/rollout";
  }
}
