package dev.gepaserver.console.web;

import dev.gepaserver.archive.EventBatch;
import dev.gepaserver.archive.EventFeed;
import dev.gepaserver.archive.EventFeed.Follower;
import dev.gepaserver.archive.EventFeed.News;
import dev.gepaserver.common.Admission;
import dev.gepaserver.common.ApiException;
import dev.gepaserver.common.Cursor;
import dev.gepaserver.common.JobLog;
import dev.gepaserver.job.JobLookup;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells an open page that its job has changed, at most once a second however much happens; the page
 * then asks for what it shows.
 */
@Hidden
@RestController
class LiveEvents {

  private static final Logger LOG = LoggerFactory.getLogger(LiveEvents.class);
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
  private static final Duration AT_MOST_EVERY = Duration.ofSeconds(1);
  private static final String LAST_EVENT_ID = "Last-Event-ID";

  private final JobLookup jobs;
  private final EventFeed feed;

  LiveEvents(JobLookup jobs, EventFeed feed) {
    this.jobs = jobs;
    this.feed = feed;
  }

  /**
   * Follows a job.
   *
   * @param after number of the last event that the page shows
   */
  @GetMapping(path = "/jobs/{id}/changes", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  void follow(
      @PathVariable String id,
      @RequestParam(defaultValue = "0") String after,
      @RequestHeader(name = LAST_EVENT_ID, required = false) @Nullable String last,
      HttpServletResponse response) {
    UUID job = jobs.require(id).id();
    String seen = last == null ? after : last;
    try (JobLog.Mark _ = JobLog.of(job);
        Follower follower = feed.follow(job)) {
      tell(Cursor.isNumber(seen) ? Long.parseLong(seen) : 0, follower, response);
    } catch (IOException e) {
      LOG.debug("A page that followed job {} was closed", job, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void tell(long after, Follower follower, HttpServletResponse response)
      throws IOException, InterruptedException {
    EventBatch batch =
        follower.begin(after).orElseThrow(() -> ApiException.notFound("the job is gone"));
    if (batch.events().isEmpty() && batch.ended()) {
      // Else the browser would come back for ever.
      response.setStatus(HttpServletResponse.SC_NO_CONTENT);
      return;
    }
    response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
    response.setHeader("X-Accel-Buffering", "no");
    send(response, "retry: 2000\n\n");
    long last = after;
    Admission admission = Admission.current();
    while (true) {
      if (!batch.events().isEmpty() || batch.ended()) {
        last = batch.last(last);
        send(response, "id: " + last + "\nevent: changed\ndata: " + last + "\n\n");
        if (batch.ended()) {
          // Closed by the page, the stream is not taken for one that broke.
          send(response, "event: ended\ndata: " + last + "\n\n");
          return;
        }
        Thread.sleep(AT_MOST_EVERY);
      }
      News news = follower.next(last, KEEP_ALIVE);
      if (!admission.stands()) {
        return;
      }
      switch (news) {
        case News.Events(EventBatch next) -> batch = next;
        case News.None() -> {
          send(response, ":\n\n");
          batch = new EventBatch(List.of(), false);
        }
        case News.Over() -> {
          return;
        }
      }
    }
  }

  private static void send(HttpServletResponse response, String text) throws IOException {
    response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    response.flushBuffer();
  }
}
