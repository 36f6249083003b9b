package dev.gepaserver.job.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Describes records as they are written: every component stands in the JSON, and may be null where
 * it is marked so; a JSON value of the user's can be any.
 */
@Component
class RecordSchemas implements ModelConverter {

  private static final String REFERENCE = "#/components/schemas/";

  @Override
  public @Nullable Schema<?> resolve(
      AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
    Class<?> raw = Json31.mapper().constructType(type.getType()).getRawClass();
    if (JsonNode.class.isAssignableFrom(raw)) {
      return new JsonSchema();
    }
    Schema<?> resolved = chain.hasNext() ? chain.next().resolve(type, context, chain) : null;
    if (resolved != null && raw.isRecord()) {
      String reference = resolved.get$ref();
      Schema<?> model =
          reference == null
              ? resolved
              : context.getDefinedModels().get(reference.substring(REFERENCE.length()));
      if (model != null && model.getProperties() != null) {
        describe(raw, model);
      }
    }
    return resolved;
  }

  @SuppressWarnings("rawtypes") // so are the properties of a schema
  private static void describe(Class<?> type, Schema<?> model) {
    JsonInclude include = type.getAnnotation(JsonInclude.class);
    boolean leftOut = include != null && include.value() == JsonInclude.Include.NON_NULL;
    Map<String, Schema> properties = model.getProperties();
    List<String> required = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String name = component.getName();
      boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
      if (!nullable || !leftOut) {
        required.add(name);
      }
      if (nullable && !leftOut) {
        properties.computeIfPresent(name, (n, property) -> nullable(property));
      }
    }
    model.setRequired(required);
  }

  private static Schema<?> nullable(Schema<?> property) {
    Schema<?> none = new JsonSchema().types(Set.of("null"));
    if (property.get$ref() != null) {
      return new JsonSchema().oneOf(List.of(property, none));
    }
    if (property.getTypes() != null) {
      property.addType("null");
    }
    return property;
  }
}
