package dev.gepaserver.access.web;

import dev.gepaserver.access.Role;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.List;
import java.util.Map;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.stereotype.Component;

/** Describes how a key is sent, and what is read and answered by hand of the keys' endpoints. */
@Component
class AccessApiDocs implements OpenApiCustomizer {

  private static final String SCHEME = "key";
  private static final String JSON = "application/json";

  @Override
  public void customise(OpenAPI api) {
    api.getComponents()
        .addSecuritySchemes(
            SCHEME,
            new SecurityScheme()
                .type(SecurityScheme.Type.HTTP)
                .scheme("bearer")
                .description(
                    "A key of the service; none is needed where it listens on loopback only. Viewers"
                        + " look, operators submit, steer and delete besides, admins make keys and"
                        + " read the record of deeds. 401 without a key that is known, 403 where its"
                        + " role is too small, 429 with Retry-After beyond its requests a minute."));
    api.addSecurityItem(new SecurityRequirement().addList(SCHEME));
    PathItem all = api.getPaths().get(KeyController.PATH);
    if (all != null && all.getPost() != null) {
      describeCreation(all.getPost());
    }
    PathItem one = api.getPaths().get(KeyController.PATH + "/{id}");
    if (one != null && one.getDelete() != null) {
      one.getDelete()
          .setResponses(
              new ApiResponses().addApiResponse("204", new ApiResponse().description("Revoked")));
    }
  }

  private static void describeCreation(Operation creation) {
    creation.setRequestBody(
        new RequestBody()
            .required(true)
            .content(
                new Content()
                    .addMediaType(
                        JSON,
                        new MediaType()
                            .schema(newKey())
                            .example(Map.of("name", "nightly build", "role", "operator")))));
    ApiResponse answer = creation.getResponses().remove("200");
    if (answer != null) {
      creation
          .getResponses()
          .addApiResponse(
              "201",
              answer
                  .description("Created")
                  .addHeaderObject(
                      "Location",
                      new Header()
                          .description("Where it is")
                          .schema(text().format("uri-reference"))));
    }
  }

  private static Schema<?> newKey() {
    JsonSchema role = new JsonSchema();
    role.typesItem("string");
    Role.wireNames().forEach(role::addEnumItemObject);
    Schema<?> key =
        new JsonSchema()
            .typesItem("object")
            .addProperty("name", text().minLength(1).maxLength(100))
            .addProperty("role", role);
    key.setRequired(List.of("name", "role"));
    key.setAdditionalProperties(false);
    return key;
  }

  private static Schema<?> text() {
    return new JsonSchema().typesItem("string");
  }
}
