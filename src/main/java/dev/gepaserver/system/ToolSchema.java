package dev.gepaserver.system;

import com.google.re2j.Pattern;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Storable;
import dev.gepaserver.evaluation.RegexLimits;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a tool's arguments must look like: JSON schema of 2020-12 for an object, on its own. Regular
 * expressions in it are RE2's, so that no text takes long to match. Safe for use by many threads.
 */
final class ToolSchema {

  private static final int MAX_LENGTH = 50_000;
  private static final String RIGHT =
      "the JSON schema of an object, such as {\"type\": \"object\", \"properties\": {…}}";
  private static final SchemaLocation META =
      SchemaLocation.of("https://json-schema.org/draft/2020-12/schema");
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          registry ->
              registry.schemaRegistryConfig(
                  SchemaRegistryConfig.builder()
                      // What is said of arguments is told to models, so it must not change with
                      // the machine.
                      .locale(Locale.ROOT)
                      .pathType(PathType.JSON_POINTER)
                      .regularExpressionFactory(regex -> {
                        Pattern pattern = Pattern.compile(regex);
                        return text -> pattern.matcher(text).find();
                      })
                      .build()));

  private final Schema schema;

  ToolSchema(JsonNode schema) {
    this.schema = REGISTRY.getSchema(schema);
    this.schema.initializeValidators();
  }

  /** Reads a schema; where there is a fault, one to go on with. */
  static JsonNode read(Fields fields, String name) {
    JsonNode given = fields.raw(name);
    if (given == null) {
      fields.missing(name, RIGHT);
      return anything();
    }
    String fault = fault(given);
    if (fault != null) {
      fields.fault(name, fault);
      return anything();
    }
    return Storable.json(given);
  }

  private static JsonNode anything() {
    return Json.object().put("type", "object");
  }

  private static @Nullable String fault(JsonNode given) {
    if (!given.isObject() || !"object".equals(given.path("type").asString(""))) {
      return "must be " + RIGHT + ", not " + Fields.kind(given);
    }
    int length = Json.write(given).length();
    if (length > MAX_LENGTH) {
      return "is %,d characters long, at most %,d are allowed".formatted(length, MAX_LENGTH);
    }
    String unfit = unfit(given);
    if (unfit != null) {
      return unfit;
    }
    List<String> faults = told(REGISTRY.getSchema(META).validate(given));
    return faults.isEmpty() ? null : "is no JSON schema: " + String.join("; ", faults);
  }

  /** What the language allows and we do not: references, and what RE2 cannot read. */
  private static @Nullable String unfit(JsonNode schema) {
    for (Map.Entry<String, JsonNode> field : schema.properties()) {
      JsonNode value = field.getValue();
      if (field.getKey().startsWith("$") && value.isString()) {
        return "must stand on its own, without " + field.getKey();
      }
      String fault = null;
      if (field.getKey().equals("pattern") && value.isString()) {
        fault = regexFault(value.stringValue());
      } else if (field.getKey().equals("patternProperties") && value.isObject()) {
        for (String regex : value.propertyNames()) {
          fault = fault == null ? regexFault(regex) : fault;
        }
      }
      fault = fault == null ? unfit(value) : fault;
      if (fault != null) {
        return fault;
      }
    }
    for (JsonNode item : schema.isArray() ? schema : Json.MAPPER.createArrayNode()) {
      String fault = unfit(item);
      if (fault != null) {
        return fault;
      }
    }
    return null;
  }

  private static @Nullable String regexFault(String regex) {
    try {
      RegexLimits.check(regex);
      var _ = Pattern.compile(regex);
      return null;
    } catch (com.google.re2j.PatternSyntaxException e) {
      return "has a pattern that is no regular expression of RE2: " + e.getMessage();
    } catch (RegexLimits.TooLargeException e) {
      return "has a pattern that " + e.getMessage();
    }
  }

  /** What is wrong with arguments, in words for the model; empty where nothing is. */
  List<String> faults(JsonNode arguments) {
    return told(schema.validate(arguments));
  }

  private static List<String> told(List<Error> errors) {
    return errors.stream()
        .map(error -> (error.getInstanceLocation() + " " + error.getMessage()).strip())
        .toList();
  }
}
