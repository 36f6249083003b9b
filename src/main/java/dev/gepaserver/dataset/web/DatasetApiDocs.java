package dev.gepaserver.dataset.web;

import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.QueryParameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/** Describes the bodies of imports, which are read by hand. */
@Component
class DatasetApiDocs implements OpenApiCustomizer {

  private static final String JSON = "application/json";

  @Override
  public void customise(OpenAPI api) {
    describe(
        api,
        DatasetController.PATH,
        "dataset-import",
        "Imports a data set, or a new version of one",
        "id,question,answer\n1,\"What, then?\",nothing\n",
        List.of(query("name", "Of NDJSON and CSV: the name")));
    describe(
        api,
        CorpusController.PATH,
        "corpus-import",
        "Imports a corpus, or a new version of one",
        "id,title,text\nd1,Berlin,Berlin is the capital of Germany.\n",
        List.of(
            query("name", "Of NDJSON and CSV: the name"),
            query("language", "Of NDJSON and CSV: as in JSON")));
  }

  private static void describe(
      OpenAPI api,
      String path,
      String schema,
      String summary,
      String csv,
      List<Parameter> parameters) {
    PathItem item = api.getPaths().get(path);
    Operation operation = item == null ? null : item.getPost();
    if (operation == null) {
      return;
    }
    operation.summary(summary).parameters(parameters).operationId(schema);
    Schema<?> json = schema(schema);
    operation.setRequestBody(
        new RequestBody()
            .required(true)
            .content(
                new Content()
                    .addMediaType(JSON, new MediaType().schema(json).example(json.getExample()))
                    .addMediaType(
                        Uploads.NDJSON,
                        new MediaType()
                            .schema(text("A JSON object on each line"))
                            .example("{\"id\": \"1\", \"text\": \"one\"}\n{\"text\": \"two\"}\n"))
                    .addMediaType(
                        Uploads.CSV,
                        new MediaType()
                            .schema(text("A header of column names, then rows; values are texts"))
                            .example(csv))));
    created(operation);
    PathItem one = api.getPaths().get(path + "/{id}");
    if (one != null && one.getDelete() != null) {
      one.getDelete()
          .setResponses(
              new ApiResponses().addApiResponse("204", new ApiResponse().description("Deleted")));
    }
  }

  private static void created(Operation operation) {
    ApiResponse answer =
        new ApiResponse()
            .description("Created")
            .content(
                new Content()
                    .addMediaType(
                        JSON,
                        new MediaType()
                            .schema(new JsonSchema().$ref("#/components/schemas/DataCollection"))))
            .addHeaderObject(
                "Location",
                new Header().description("Where it is").schema(text("").format("uri-reference")));
    operation.setResponses(new ApiResponses().addApiResponse("201", answer));
  }

  private static Parameter query(String name, String description) {
    return new QueryParameter().name(name).description(description).schema(text(""));
  }

  private static Schema<?> text(String description) {
    Schema<?> text = new JsonSchema().typesItem("string");
    return description.isEmpty() ? text : text.description(description);
  }

  private static Schema<?> schema(String name) {
    try (InputStream json = new ClassPathResource("openapi/" + name + ".json").getInputStream()) {
      return Json31.mapper().readValue(json, JsonSchema.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
