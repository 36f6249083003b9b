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
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Describes the problems that each operation may answer with. */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
class ProblemDocs implements OpenApiCustomizer {

  private static final String JOBS = "/api/v1/jobs";
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
    boolean steers = method != HttpMethod.GET && (path.contains("{id}") || path.equals(JOBS));
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
    if (steers) {
      add(
          operation,
          "409",
          "The state of things does not allow it, or an Idempotency-Key was used for something else",
          Problem.of(
              409, "illegal-transition", "a job that is RUNNING cannot be resumed", instance));
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
