package dev.gepaserver.job;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Ids;
import dev.gepaserver.job.persistence.JobQueries;
import dev.gepaserver.job.persistence.JobStore;
import dev.gepaserver.outbound.Outbound;
import dev.gepaserver.outbound.OutboundRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/** Tells those whom jobs name that a job has ended. */
@Service
public class EndNotices {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final JobStore store;
  private final JobQueries queries;
  private final NoticeScheduler scheduler;
  private final Outbound outbound;
  private final JsonMapper views;
  private final InstantSource clock;

  EndNotices(
      JobStore store,
      JobQueries queries,
      NoticeScheduler scheduler,
      Outbound outbound,
      JsonMapper views,
      InstantSource clock) {
    this.store = store;
    this.queries = queries;
    this.scheduler = scheduler;
    this.outbound = outbound;
    this.views = views;
    this.clock = clock;
  }

  /** Schedules the notice of a job that ends in the caller's transaction, where it names anyone. */
  void ended(UUID jobId) {
    queries
        .onEnd(jobId)
        .ifPresent(to -> {
          store.flush();
          String view = views.writeValueAsString(queries.find(jobId).orElseThrow());
          scheduler.schedule(new EndNotice(Ids.next(), jobId, to, view, clock.instant()));
        });
  }

  /**
   * Posts a notice once; never inside a transaction.
   *
   * @throws CallFailedException where the receiver did not take it
   */
  public void deliver(EndNotice notice) {
    outbound.postOnce(
        new OutboundRequest(
            notice.to().url(),
            notice.body().getBytes(StandardCharsets.UTF_8),
            notice.id().toString(),
            Map.of(),
            notice.to().secret(),
            TIMEOUT));
  }
}
