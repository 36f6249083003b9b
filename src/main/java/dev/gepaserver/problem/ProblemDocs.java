package dev.gepaserver.problem;

import dev.gepaserver.common.Fault;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.List;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.stereotype.Component;

/** Describes problems, which every operation may answer with. */
@Component
class ProblemDocs implements OpenApiCustomizer {

  private static final Problem EXAMPLE =
      ProblemAdvice.invalid(
          List.of(
              new Fault(
                  "/budget/maxRollouts",
                  "0 is out of range, it must be a whole number from 1 to 1000000000")),
          "/api/v1/jobs");

  @Override
  public void customise(OpenAPI api) {
    ModelConverters.getInstance(true)
        .readAll(Problem.class)
        .forEach((name, schema) -> api.getComponents().addSchemas(name, schema));
    Schema<?> reference = new JsonSchema().$ref("#/components/schemas/Problem");
    ApiResponse problem =
        new ApiResponse()
            .description(
                "A problem (RFC 9457); code tells the kind, errors every fault of an input")
            .content(
                new Content()
                    .addMediaType(
                        Problem.MEDIA_TYPE, new MediaType().schema(reference).example(EXAMPLE)));
    api.getPaths().values().stream()
        .flatMap(path -> path.readOperations().stream())
        .forEach(operation -> operation.getResponses().addApiResponse("default", problem));
  }
}
