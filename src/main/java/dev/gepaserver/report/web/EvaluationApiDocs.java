package dev.gepaserver.report.web;

import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/** Describes the body of an evaluation, which is read by hand, and what is answered by 202. */
@Component
class EvaluationApiDocs implements OpenApiCustomizer {

  private static final String NAME = "Evaluation";
  private static final String JSON = "application/json";

  @Override
  public void customise(OpenAPI api) {
    Schema<?> evaluation = schema();
    api.getComponents().addSchemas(NAME, evaluation);
    Operation submit = post(api, "");
    if (submit != null) {
      submit.setSummary("Scores a candidate on a set of examples");
      submit.setRequestBody(body(evaluation));
      submit.addParametersItem(
          new HeaderParameter()
              .name("Idempotency-Key")
              .description("The same key and body give the first evaluation again")
              .schema(text().maxLength(200)));
      accepted(submit);
    }
    accepted(post(api, "/{id}/pause"), "Pauses an evaluation");
    accepted(post(api, "/{id}/resume"), "Lets an evaluation go on that is paused or has failed");
    accepted(post(api, "/{id}/cancel"), "Ends an evaluation");
    PathItem one = api.getPaths().get(EvaluationController.PATH + "/{id}");
    if (one != null && one.getDelete() != null) {
      one.getDelete().setRequestBody(null);
      one.getDelete().getResponses().remove("200");
      one.getDelete()
          .getResponses()
          .addApiResponse("204", new ApiResponse().description("Deleted"));
    }
  }

  private static @Nullable Operation post(OpenAPI api, String path) {
    PathItem item = api.getPaths().get(EvaluationController.PATH + path);
    return item == null ? null : item.getPost();
  }

  private static RequestBody body(Schema<?> evaluation) {
    MediaType media =
        new MediaType()
            .schema(new JsonSchema().$ref("#/components/schemas/" + NAME))
            .example(evaluation.getExample());
    return new RequestBody().required(true).content(new Content().addMediaType(JSON, media));
  }

  private static void accepted(@Nullable Operation operation, String summary) {
    if (operation != null) {
      operation.setSummary(summary);
      operation.setRequestBody(null);
      accepted(operation);
    }
  }

  private static void accepted(Operation operation) {
    ApiResponse answer = operation.getResponses().remove("200");
    operation
        .getResponses()
        .addApiResponse(
            "202",
            (answer == null ? new ApiResponse() : answer)
                .description("Accepted")
                .addHeaderObject(
                    "Location",
                    new Header()
                        .description("Where the evaluation is")
                        .schema(text().format("uri-reference"))));
  }

  private static Schema<?> text() {
    return new JsonSchema().typesItem("string");
  }

  private static Schema<?> schema() {
    try (InputStream json = new ClassPathResource("openapi/evaluation.json").getInputStream()) {
      return Json31.mapper().readValue(json, JsonSchema.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
