package dev.gepaserver.archive;

import dev.gepaserver.archive.Views.CandidateView;
import dev.gepaserver.archive.Views.ParetoView;
import dev.gepaserver.common.ApiException;
import dev.gepaserver.common.Cursor;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Page;
import dev.gepaserver.job.JobLookup;
import dev.gepaserver.job.JobView;
import dev.gepaserver.job.Jobs;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/**
 * All there is of a job, in lines of JSON. What there is, is found in one moment; it is then read
 * in pages of about a megabyte, without a transaction, as fast as it is taken.
 */
@Service
public class JobExport {

  private static final long PAGE_BYTES = 1_000_000;
  private static final int FIRST_PAGE = 20;

  private final JobLookup lookup;
  private final Jobs jobs;
  private final ArchiveReader archive;

  JobExport(JobLookup lookup, Jobs jobs, ArchiveReader archive) {
    this.lookup = lookup;
    this.jobs = jobs;
    this.archive = archive;
  }

  /**
   * A job as it was in one moment.
   *
   * @param spec what was submitted, JSON
   * @param front null before the seed is scored
   */
  public record Moment(
      JobLookup.Found job, JobView view, String spec, Extent extent, @Nullable ParetoView front) {}

  /**
   * Looks at a job.
   *
   * @throws dev.gepaserver.common.ApiException {@code not-found}
   */
  @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
  public Moment now(String id) {
    JobLookup.Found job = lookup.require(id);
    UUID jobId = job.id();
    Extent extent = archive.extent(jobId);
    ParetoView front =
        extent.iteration() == null
            ? null
            : archive.pareto(jobId, job.frontier(), extent.iteration()).orElse(null);
    return new Moment(job, jobs.get(jobId), jobs.spec(jobId), extent, front);
  }

  /**
   * Writes one object a line, {@code {"kind", "data"}}. The last one is of kind {@code end}, unless
   * the job or rows of it were deleted meanwhile, as a resume does that discards work.
   *
   * @throws IOException where it cannot be written any further; nothing more is read then
   */
  public void write(Moment moment, OutputStream out) throws IOException {
    Lines lines = new Lines(out);
    UUID job = moment.job().id();
    Extent extent = moment.extent();
    ParetoView front = moment.front();
    Set<Integer> onFront =
        front == null
            ? Set.of()
            : front.keys().stream()
                .flatMap(key -> key.candidates().stream())
                .collect(Collectors.toSet());
    lines.write("job", moment.view());
    lines.writeJson("spec", moment.spec());
    boolean whole =
        lines.pages(
                "candidate",
                extent.candidates(),
                page -> archive.candidates(job, page).map(c -> asOf(c, onFront)))
            && lines.pages("iteration", extent.iterations(), p -> archive.iterations(job, p))
            && lines.pages(
                "rollout",
                extent.rollouts(),
                page -> archive.rollouts(job, ArchiveReader.RolloutFilter.ALL, page))
            && lines.pages("reflection", extent.reflections(), p -> archive.reflections(job, p))
            && lines.pages("model-call", extent.modelCalls(), p -> archive.modelCalls(job, p))
            && lines.pages("event", extent.events(), p -> archive.events(job, p));
    if (whole && front != null) {
      lines.write("pareto", front);
    }
    // Asked last: whatever was deleted up to now may be missing above, or others in its place.
    if (whole && archive.hasAll(job, extent)) {
      lines.write("end", new End(lines.count));
    }
  }

  // The view tells where a candidate stands now, which may be after the moment.
  private static CandidateView asOf(CandidateView candidate, Set<Integer> onFront) {
    return candidate.withOnFrontier(onFront.contains(candidate.index()));
  }

  /**
   * Tells that nothing is missing.
   *
   * @param lines how many came before
   */
  private record End(long lines) {}

  private record Line(String kind, Object data) {}

  private static final class Lines {

    private final OutputStream out;
    private long count;
    private long bytes;

    Lines(OutputStream out) {
      this.out = out;
    }

    void write(String kind, Object data) throws IOException {
      write(Json.write(new Line(kind, data)));
    }

    void writeJson(String kind, String json) throws IOException {
      write("{\"kind\":\"" + kind + "\",\"data\":" + json + "}");
    }

    private void write(String line) throws IOException {
      byte[] written = (line + "\n").getBytes(StandardCharsets.UTF_8);
      out.write(written);
      count++;
      bytes += written.length;
    }

    /** The first so many rows of a list; whether there still were as many. */
    <T> boolean pages(String kind, long most, Function<Cursor, Page<T>> list) throws IOException {
      try {
        return written(kind, most, list);
      } catch (ApiException deleted) {
        return false;
      }
    }

    private <T> boolean written(String kind, long most, Function<Cursor, Page<T>> list)
        throws IOException {
      Cursor next = new Cursor(FIRST_PAGE, null);
      long left = most;
      while (left > 0) {
        long before = bytes;
        Page<T> page = list.apply(next);
        List<T> items = page.items().subList(0, (int) Math.min(left, page.items().size()));
        for (T item : items) {
          write(kind, item);
        }
        left -= items.size();
        if (left > 0 && page.next() == null) {
          return false;
        }
        long each = Math.max(1, (bytes - before) / Math.max(1, items.size()));
        // Rows may be far longer than those before: pages shrink at once, and grow step by step.
        int longest = Math.min(2 * next.limit(), Cursor.MAX_LIMIT);
        next = new Cursor(Math.clamp(PAGE_BYTES / each, 1, longest), after(page));
      }
      return true;
    }

    private static @Nullable String after(Page<?> page) {
      return page.next() == null ? null : Cursor.of(null, page.next()).after();
    }
  }
}
