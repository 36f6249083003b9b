package dev.gepaserver.archive.web;

import dev.gepaserver.archive.EventBatch;
import dev.gepaserver.archive.EventFeed;
import dev.gepaserver.archive.EventFeed.Follower;
import dev.gepaserver.archive.EventFeed.News;
import dev.gepaserver.archive.Views.EventView;
import dev.gepaserver.common.Admission;
import dev.gepaserver.common.ApiException;
import dev.gepaserver.common.Cursor;
import dev.gepaserver.common.JobLog;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Names;
import dev.gepaserver.common.QueryParams;
import dev.gepaserver.job.JobLookup;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * A job's events as they happen. A stream is a request that is answered little by little, on a
 * virtual thread of its own.
 */
@RestController
@Tag(name = "Looking", description = "What a job did and found")
class EventStreamController {

  private static final Logger LOG = LoggerFactory.getLogger(EventStreamController.class);
  private static final String LAST_EVENT_ID = "Last-Event-ID";

  /** So often something is sent, by which a client that went away is noticed. */
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

  private static final String RETRY = "retry: 1000\n\n";
  private static final String COMMENT = ":\n\n";

  private final JobLookup jobs;
  private final EventFeed feed;

  EventStreamController(JobLookup jobs, EventFeed feed) {
    this.jobs = jobs;
    this.feed = feed;
  }

  @GetMapping(path = "/api/v1/jobs/{id}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  @Operation(summary = "What happened to a job, in order, and what happens, until it has ended")
  @Parameter(
      name = LAST_EVENT_ID,
      in = ParameterIn.HEADER,
      description = "Number of the last event had: go on after it; from the beginning without",
      schema = @Schema(type = "integer", format = "int64", minimum = "0"))
  @ApiResponse(
      responseCode = "200",
      description = "id is the event's number, event its type, data what the list shows of it",
      content =
          @Content(
              mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
              schema = @Schema(type = "string")))
  @ApiResponse(
      responseCode = "204",
      description = "The job has ended, and nothing happened since that event")
  void follow(
      @PathVariable String id,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query,
      @Parameter(hidden = true) @RequestHeader HttpHeaders headers,
      HttpServletRequest request,
      HttpServletResponse response) {
    UUID job = jobs.require(id).id();
    QueryParams params = QueryParams.of(query);
    long after = after(headers, params);
    params.end();
    try (JobLog.Mark _ = JobLog.of(job)) {
      follow(job, after, request, response);
    }
  }

  private void follow(
      UUID job, long after, HttpServletRequest request, HttpServletResponse response) {
    try (Follower follower = feed.follow(job)) {
      EventBatch first =
          follower.begin(after).orElseThrow(() -> ApiException.notFound("there is no job " + job));
      if (first.events().isEmpty() && first.ended()) {
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        return;
      }
      open(response);
      if (!request.getMethod().equals("HEAD")) {
        stream(first, after, follower, response);
      }
    } catch (IOException e) {
      LOG.debug("A client that followed job {} went away", job, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long after(HttpHeaders headers, QueryParams faults) {
    List<String> given = headers.getOrEmpty(LAST_EVENT_ID);
    if (given.isEmpty()) {
      return 0;
    }
    if (given.size() == 1 && Cursor.isNumber(given.getFirst())) {
      return Long.parseLong(given.getFirst());
    }
    faults.fault(
        LAST_EVENT_ID,
        "'%s' is not the number of an event"
            .formatted(Names.abbreviated(String.join(", ", given))));
    return 0;
  }

  private static void open(HttpServletResponse response) {
    response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
    // Proxies would keep events back to send many at once.
    response.setHeader("X-Accel-Buffering", "no");
  }

  private static void stream(
      EventBatch first, long after, Follower follower, HttpServletResponse response)
      throws IOException, InterruptedException {
    send(response, RETRY + text(first));
    long last = first.last(after);
    Admission admission = Admission.current();
    boolean on = !first.ended();
    while (on) {
      News news = follower.next(last, KEEP_ALIVE);
      if (!admission.stands()) {
        return;
      }
      switch (news) {
        case News.Events(EventBatch batch) -> {
          send(response, text(batch));
          last = batch.last(last);
          on = !batch.ended();
        }
        case News.None() -> send(response, COMMENT);
        case News.Over() -> on = false;
      }
    }
  }

  private static String text(EventBatch batch) {
    StringBuilder text = new StringBuilder();
    for (EventView event : batch.events()) {
      text.append("id: ").append(event.seq()).append('\n');
      text.append("event: ").append(event.type()).append('\n');
      text.append("data: ").append(Json.write(event)).append("\n\n");
    }
    return text.toString();
  }

  private static void send(HttpServletResponse response, String text) throws IOException {
    response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    response.flushBuffer();
  }
}
