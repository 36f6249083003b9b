package dev.gepaserver.problem;

import dev.gepaserver.common.Fault;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem.HttpMethod;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Describes the problems that each operation may answer with. */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
class ProblemDocs implements OpenApiCustomizer {

  private static final String JOBS = "/api/v1/jobs";
  private static final String EVALUATIONS = "/api/v1/evaluations";
  private static final String EXAMPLE_ID = "0199a1b2-0000-7000-8000-000000000000";

  @Override
  public void customise(OpenAPI api) {
    ModelConverters.getInstance(true)
        .readAll(Problem.class)
        .forEach((name, schema) -> api.getComponents().addSchemas(name, schema));
    api.getPaths()
        .forEach((path, item) ->
            item.readOperationsMap()
                .forEach((method, operation) -> describe(path, method, operation)));
  }

  private static void describe(String path, HttpMethod method, Operation operation) {
    String instance = path.replace("{id}", EXAMPLE_ID);
    boolean body = operation.getRequestBody() != null;
    add(
        operation,
        "401",
        "No key, or one that is not known; never where none is needed",
        Problem.of(401, "unauthorized", "this request needs a key", instance));
    add(
        operation,
        "403",
        "The key's role does not allow it, or the request came by a way that is not allowed",
        Problem.of(403, "forbidden", forbidden(path, method), instance));
    add(
        operation,
        "429",
        "The key makes too many requests; Retry-After tells when the next one may come",
        Problem.of(
            429,
            "rate-limited",
            "this key may make 6,000 requests a minute; the next one in 3 s",
            instance));
    add(operation, "400", "Something in it is wrong; errors tells all of it", invalid(instance));
    if (path.contains("{")) {
      String detail = "there is nothing of this id";
      add(operation, "404", "There is none", Problem.ofStatus(404, detail, instance));
    }
    add(
        operation,
        "406",
        "Accept allows nothing that there is",
        Problem.ofStatus(406, "nothing that Accept allows can be given", instance));
    Problem conflict = conflict(path, method, instance);
    if (conflict != null) {
      add(
          operation,
          "409",
          "The state of things does not allow it, or an Idempotency-Key was used for something else",
          conflict);
    }
    if (body) {
      add(
          operation,
          "413",
          "The body is too large",
          Problem.ofStatus(413, "the body is larger than the 10,485,760 bytes allowed", instance));
      add(
          operation,
          "415",
          "The body is of another type",
          Problem.ofStatus(415, "the body's Content-Type text/plain is not supported", instance));
    }
    add(
        operation,
        "default",
        "A problem (RFC 9457); code tells the kind, errors every fault of an input",
        invalid(instance));
  }

  private static String forbidden(String path, HttpMethod method) {
    boolean looking = method == HttpMethod.GET;
    boolean ofAdmins = path.startsWith("/api/v1/keys") || path.startsWith("/api/v1/audit");
    return looking && !ofAdmins
        ? "this service needs no key, and so answers to names only that gepa.access.hosts lists"
        : "key 'nightly build' has the role viewer, which does not allow %s here".formatted(method);
  }

  private static @Nullable Problem conflict(String path, HttpMethod method, String instance) {
    if (method == HttpMethod.GET) {
      return null;
    }
    boolean one = path.contains("{id}");
    if (path.equals("/api/v1/keys")) {
      return Problem.of(409, "too-many-keys", "there are 1,000 keys; revoke one first", instance);
    }
    if (path.startsWith("/api/v1/keys/")) {
      return illegal("key %s is one of the settings; take it out there", instance);
    }
    if (one && (path.startsWith("/api/v1/datasets/") || path.startsWith("/api/v1/corpora/"))) {
      return illegal("a job refers to %s; it can be deleted after all such jobs", instance);
    }
    if (path.equals(JOBS) || path.equals(EVALUATIONS)) {
      String detail = "the key 'monday' was used with another body, for job %s";
      return Problem.of(409, "idempotency-conflict", detail.formatted(EXAMPLE_ID), instance);
    }
    String state = method == HttpMethod.DELETE ? "RUNNING; cancel it first" : "being cancelled";
    return one ? illegal("job %s is " + state, instance) : null;
  }

  private static Problem illegal(String detail, String instance) {
    return Problem.of(409, "illegal-transition", detail.formatted(EXAMPLE_ID), instance);
  }

  private static Problem invalid(String instance) {
    return ProblemAdvice.invalid(
        List.of(
            new Fault("limit", "'0' is not a whole number from 1 to 1000"),
            new Fault("color", "is no parameter here; known are cursor, limit")),
        instance);
  }

  private static void add(Operation operation, String status, String description, Problem example) {
    Schema<?> reference = new JsonSchema().$ref("#/components/schemas/Problem");
    operation
        .getResponses()
        .addApiResponse(
            status,
            new ApiResponse()
                .description(description)
                .content(
                    new Content()
                        .addMediaType(
                            Problem.MEDIA_TYPE,
                            new MediaType().schema(reference).example(example))));
  }
}
