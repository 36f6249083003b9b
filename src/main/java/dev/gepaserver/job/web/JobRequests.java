package dev.gepaserver.job.web;

import dev.gepaserver.common.ApiException;
import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.InvalidInputException;
import dev.gepaserver.common.JsonBody;
import dev.gepaserver.common.QueryParams;
import dev.gepaserver.job.JobFilter;
import dev.gepaserver.job.JobStatus;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.JsonNode;

/** Strict reading of what requests about jobs, and what is run as jobs, have in common. */
public final class JobRequests {

  private static final Duration MAX_WAIT = Duration.ofSeconds(60);
  private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
  private static final int MAX_QUERY = 200;

  private JobRequests() {}

  /**
   * The JSON of a body.
   *
   * @throws ApiException {@code malformed-json}
   */
  public static JsonNode body(byte @Nullable [] body) {
    return JsonBody.read(body);
  }

  /**
   * Whoever sends something with a call that takes nothing means something else.
   *
   * @throws InvalidInputException where there is anything
   */
  public static void nothing(byte @Nullable [] body) {
    Faults faults = new Faults();
    Fields.of(JsonBody.readOptional(body), "", faults).rejectUnknown();
    faults.throwIfAny();
  }

  /**
   * The idempotency key; null where there is none.
   *
   * @throws InvalidInputException where there are several
   */
  public static @Nullable String idempotencyKey(HttpHeaders headers) {
    List<String> keys = headers.getOrEmpty(IDEMPOTENCY_KEY);
    if (keys.size() > 1) {
      throw new InvalidInputException(
          IDEMPOTENCY_KEY, "is given %d times, once is allowed".formatted(keys.size()));
    }
    return keys.isEmpty() ? null : keys.getFirst();
  }

  /** The parameter {@code wait}: how long a client waits for an end, at most a minute. */
  public static Duration waitAtMost(QueryParams params) {
    return params.duration("wait", Duration.ZERO, Duration.ZERO, MAX_WAIT);
  }

  /** The parameters {@code status}, {@code label} and {@code q}. */
  public static JobFilter filter(QueryParams params) {
    List<String> statuses =
        params.choices("status", Stream.of(JobStatus.values()).map(JobStatus::name).toList());
    Map<String, String> labels = new LinkedHashMap<>();
    for (String label : params.all("label")) {
      int colon = label.indexOf(':');
      if (colon < 1) {
        params.fault("label", "'" + label + "' is not of the form name:value");
      } else if (labels.put(label.substring(0, colon), label.substring(colon + 1)) != null) {
        params.fault("label", "'" + label.substring(0, colon) + "' is given more than once");
      }
    }
    String part = params.one("q");
    if (part != null && part.length() > MAX_QUERY) {
      params.fault("q", "is longer than %d characters".formatted(MAX_QUERY));
    }
    return new JobFilter(
        statuses.stream().map(JobStatus::valueOf).collect(Collectors.toSet()), labels, part);
  }
}
