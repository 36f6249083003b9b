package dev.gepaserver.console.web;

import dev.gepaserver.archive.ArchiveDetails;
import dev.gepaserver.archive.ArchiveFigures;
import dev.gepaserver.archive.ArchiveReader;
import dev.gepaserver.archive.Views.CandidateView;
import dev.gepaserver.common.ApiException;
import dev.gepaserver.common.Names;
import dev.gepaserver.job.JobView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;

/** Who descends from whom, and each candidate on its own. */
@ConsolePage
@RequestMapping(path = "/jobs/{id}", produces = MediaType.TEXT_HTML_VALUE)
class CandidatePages {

  private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");
  private static final String LINEAGE = "lineage";

  /** Rejected proposals shown beside a candidate. */
  private static final int SIBLINGS = 20;

  /** Examples shown with their scores; the Pareto page has all of them. */
  private static final int EXAMPLES = 100;

  private final JobFrame frame;
  private final ArchiveReader archive;
  private final ArchiveDetails details;
  private final ArchiveFigures figures;

  CandidatePages(
      JobFrame frame, ArchiveReader archive, ArchiveDetails details, ArchiveFigures figures) {
    this.frame = frame;
    this.archive = archive;
    this.details = details;
    this.figures = figures;
  }

  /** The tree of candidates. */
  @GetMapping("/lineage")
  String lineage(@PathVariable String id, Model model) {
    JobView job = frame.of(id, LINEAGE, model);
    model.addAttribute("points", figures.candidates(job.id()));
    model.addAttribute("front", front(job.id()));
    return "console/lineage";
  }

  /** One candidate. */
  @GetMapping("/candidates/{index}")
  String candidate(@PathVariable String id, @PathVariable String index, Model model) {
    fill(id, index, model);
    return "console/candidate";
  }

  /** One candidate without what stands around it, for the panel beside the tree. */
  @GetMapping("/candidates/{index}/panel")
  String panel(@PathVariable String id, @PathVariable String index, Model model) {
    fill(id, index, model);
    return "console/candidate :: panel";
  }

  private void fill(String id, String index, Model model) {
    UUID jobId = frame.of(id, LINEAGE, model).id();
    CandidateView candidate = candidate(jobId, index);
    CandidateView parent =
        candidate.parents().isEmpty()
            ? null
            : archive.candidate(jobId, candidate.parents().getFirst()).orElse(null);
    model.addAttribute("candidate", candidate);
    model.addAttribute("parent", parent);
    model.addAttribute("onFront", front(jobId).contains(candidate.index()));
    model.addAttribute(
        "texts",
        JobPage.Compared.of(
            (parent == null ? candidate : parent).components(), candidate.components()));
    model.addAttribute("making", details.making(jobId, candidate.index(), SIBLINGS).orElse(null));
    model.addAttribute("scores", scores(candidate, parent));
    model.addAttribute("examples", candidate.valScores().size());
  }

  private List<Integer> front(UUID jobId) {
    return figures.front(jobId).map(ArchiveFigures.Front::nonDominated).orElse(List.of());
  }

  private CandidateView candidate(UUID jobId, String index) {
    return (INDEX.matcher(index).matches()
            ? archive.candidate(jobId, Integer.parseInt(index))
            : Optional.<CandidateView>empty())
        .orElseThrow(
            () -> ApiException.notFound("this job has no candidate " + Names.abbreviated(index)));
  }

  /** Those that changed most first, losses before gains of the same size. */
  private static List<ExampleScore> scores(
      CandidateView candidate, @Nullable CandidateView parent) {
    List<ExampleScore> scores = new ArrayList<>();
    candidate
        .valScores()
        .forEach((example, score) ->
            scores.add(
                new ExampleScore(
                    example, parent == null ? null : parent.valScores().get(example), score)));
    scores.sort(
        Comparator.comparingDouble((ExampleScore s) -> -Math.abs(s.change()))
            .thenComparingDouble(ExampleScore::change));
    return List.copyOf(scores.subList(0, Math.min(EXAMPLES, scores.size())));
  }

  /**
   * A candidate's score on an example.
   *
   * @param before its parent's; null for the seed
   */
  record ExampleScore(String example, @Nullable Double before, double score) {

    /** By how much it is more than the parent's; 0 for the seed. */
    public double change() {
      return before == null ? 0 : score - before;
    }
  }
}
