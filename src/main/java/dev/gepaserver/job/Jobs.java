package dev.gepaserver.job;

import dev.gepaserver.common.ApiException;
import dev.gepaserver.common.Cursor;
import dev.gepaserver.common.Deed;
import dev.gepaserver.common.Ids;
import dev.gepaserver.common.InvalidInputException;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Page;
import dev.gepaserver.engine.model.Split;
import dev.gepaserver.job.persistence.JobQueries;
import dev.gepaserver.job.persistence.JobStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Looking at jobs and steering them. */
@Service
public class Jobs {

  private final JobStore store;
  private final JobQueries queries;
  private final JobEnds ends;
  private final ApplicationEventPublisher events;
  private final InstantSource clock;

  Jobs(
      JobStore store,
      JobQueries queries,
      JobEnds ends,
      ApplicationEventPublisher events,
      InstantSource clock) {
    this.store = store;
    this.queries = queries;
    this.ends = ends;
    this.events = events;
    this.clock = clock;
  }

  /**
   * One job.
   *
   * @throws ApiException {@code not-found}
   */
  public JobView get(UUID id) {
    return queries.find(id).orElseThrow(() -> unknown(id));
  }

  /**
   * One job, as soon as it has ended or the time is over.
   *
   * @throws ApiException {@code not-found}
   */
  public JobView await(UUID id, Duration atMost) {
    if (atMost.isPositive() && queries.status(id).isPresent()) {
      ends.await(id, atMost, () -> queries.status(id).map(JobStatus::ended).orElse(true));
    }
    return get(id);
  }

  /** Jobs, newest first. */
  public Page<JobView> list(JobFilter filter, Cursor cursor) {
    List<JobView> rows = queries.list(filter, before(cursor.after()), cursor.limit() + 1);
    return Page.of(rows, cursor.limit(), view -> view.id().toString());
  }

  /** Reads the key of a list of jobs. */
  static @Nullable UUID before(@Nullable String key) {
    return key == null
        ? null
        : Ids.parse(key)
            .orElseThrow(
                () -> new InvalidInputException("cursor", "is not one that this list gave out"));
  }

  /**
   * Changes whenever what was submitted does; far cheaper than that.
   *
   * @throws ApiException {@code not-found}
   */
  public String specVersion(UUID id) {
    return queries.specVersion(id).orElseThrow(() -> unknown(id));
  }

  /**
   * What was submitted, with every default filled in, as JSON; secrets among headers are masked.
   *
   * @throws ApiException {@code not-found}
   */
  @Transactional(readOnly = true)
  public String spec(UUID id) {
    String spec = shown(queries.spec(id).orElseThrow(() -> unknown(id)));
    // What was kept is one JSON object and many JSON values; they are put together as they are,
    // order and digits kept.
    StringBuilder json = new StringBuilder(spec.substring(0, spec.lastIndexOf('}')));
    append(json, "trainset", queries.exampleData(id, Split.TRAIN));
    append(json, "valset", queries.exampleData(id, Split.VAL));
    append(json, "testset", queries.exampleData(id, Split.TEST));
    return json.append('}').toString();
  }

  private static String shown(String spec) {
    JsonNode kept = Json.parse(spec);
    JsonNode shown = SpecWriter.masked((ObjectNode) kept.deepCopy());
    return shown.equals(kept) ? spec : Json.write(shown);
  }

  private static void append(StringBuilder json, String name, List<String> examples) {
    if (!examples.isEmpty()) {
      json.append(",\"").append(name).append("\":[");
      json.append(String.join(",", examples)).append(']');
    }
  }

  /**
   * Pauses a job: at once where nobody works on it, else as soon as its worker sees it.
   *
   * @throws ApiException {@code not-found}; {@code illegal-transition} where it is paused, is being
   *     cancelled or has ended
   */
  @Transactional
  public void pause(UUID id) {
    if (store.requestPause(id) == JobStatus.PAUSED) {
      Map<String, Object> reason = Map.of("reason", PauseReason.REQUESTED.wireName());
      events.publishEvent(new JobEvent(id, "job.paused", clock.instant(), reason));
    } else {
      events.publishEvent(new JobWish(id));
    }
    events.publishEvent(Deed.of(deed("pause", id), id));
  }

  /**
   * Ends a job: at once where nobody works on it, else as soon as its worker sees it.
   *
   * @throws ApiException {@code not-found}; {@code illegal-transition} where it has ended
   */
  @Transactional
  public void cancel(UUID id) {
    Instant now = clock.instant();
    if (store.requestCancel(id, now) == JobStatus.CANCELLED) {
      events.publishEvent(new JobEvent(id, "job.cancelled", now, Map.of()));
      ends.ended(id);
    } else {
      events.publishEvent(new JobWish(id));
    }
    events.publishEvent(Deed.of(deed("cancel", id), id));
  }

  /**
   * Deletes a job that nobody works on, with all it did.
   *
   * @throws ApiException {@code not-found}; {@code illegal-transition} where it is running
   */
  @Transactional
  public void delete(UUID id) {
    String deed = deed("delete", id);
    String name = store.delete(id);
    events.publishEvent(new JobDeleted(id, clock.instant()));
    events.publishEvent(new Deed(deed, id, Map.of("name", name)));
    ends.gone(id);
  }

  private String deed(String what, UUID id) {
    return (queries.isEvaluation(id) ? "evaluation." : "job.") + what;
  }

  private static ApiException unknown(UUID id) {
    return ApiException.notFound("there is no job " + id);
  }
}
