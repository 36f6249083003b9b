package dev.gepaserver.web;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.Arrays;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.HandlerMethod;

/** Describes answers that can be asked for again, by what their handlers take for that. */
@Component
class RevalidationDocs implements OperationCustomizer {

  private static final String TAG = "W/\"6f1c0f2f7b0d4f3c9a1e5d7b8c2a4e60\"";

  @Override
  public Operation customize(Operation operation, HandlerMethod handler) {
    boolean revalidated =
        Arrays.stream(handler.getMethodParameters())
            .map(MethodParameter::getParameterType)
            .anyMatch(WebRequest.class::equals);
    if (revalidated) {
      operation.addParametersItem(
          new HeaderParameter()
              .name("If-None-Match")
              .description("The ETag of the answer that the client has")
              .schema(text()));
      operation
          .getResponses()
          .addApiResponse(
              "304",
              new ApiResponse()
                  .description("Nothing changed since that answer")
                  .addHeaderObject(
                      "ETag", new Header().description("To ask again by").schema(text())));
    }
    return operation;
  }

  private static Schema<?> text() {
    return new JsonSchema().typesItem("string").example(TAG);
  }
}
