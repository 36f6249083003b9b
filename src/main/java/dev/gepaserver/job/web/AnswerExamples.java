package dev.gepaserver.job.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
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

/**
 * Shows an example of each answer, by method and path; of one that is no JSON by its media type
 * besides.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
class AnswerExamples implements OpenApiCustomizer {

  @Override
  public void customise(OpenAPI api) {
    Map<String, Object> examples = read();
    api.getPaths()
        .forEach((path, item) ->
            item.readOperationsMap()
                .forEach((method, operation) -> show(operation, method + " " + path, examples)));
  }

  private static void show(Operation operation, String key, Map<String, Object> examples) {
    for (Map.Entry<String, ApiResponse> answer : operation.getResponses().entrySet()) {
      Content content = answer.getValue().getContent();
      if (answer.getKey().startsWith("2") && content != null) {
        content.forEach((type, media) -> {
          Object example = examples.get(type.equals(JobApiDocs.JSON) ? key : key + " " + type);
          if (example != null) {
            media.setExample(example);
          }
        });
      }
    }
  }

  private static Map<String, Object> read() {
    try (InputStream json = new ClassPathResource("openapi/answers.json").getInputStream()) {
      Map<String, Object> examples = new TreeMap<>();
      Json31.mapper()
          .readTree(json)
          .properties()
          .forEach(example -> examples.put(example.getKey(), plain(example.getValue())));
      return examples;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A text that is no JSON stands for itself. */
  private static Object plain(JsonNode example) {
    return example.isTextual() ? example.textValue() : example;
  }
}
