package dev.gepaserver.job.web;

import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/** Shows an example of the main answers, by method and path. */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
class AnswerExamples implements OpenApiCustomizer {

  @Override
  public void customise(OpenAPI api) {
    Map<String, Object> examples = read();
    api.getPaths()
        .forEach((path, item) ->
            item.readOperationsMap()
                .forEach((method, operation) -> {
                  Object example = examples.get(method + " " + path);
                  if (example != null) {
                    show(operation, example);
                  }
                }));
  }

  private static void show(Operation operation, Object example) {
    for (Map.Entry<String, ApiResponse> answer : operation.getResponses().entrySet()) {
      Content content = answer.getValue().getContent();
      MediaType json = content == null ? null : content.get(JobApiDocs.JSON);
      if (answer.getKey().startsWith("2") && json != null) {
        json.setExample(example);
      }
    }
  }

  private static Map<String, Object> read() {
    try (InputStream json = new ClassPathResource("openapi/answers.json").getInputStream()) {
      Map<String, Object> examples = new TreeMap<>();
      Json31.mapper()
          .readTree(json)
          .properties()
          .forEach(example -> examples.put(example.getKey(), example.getValue()));
      return examples;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
