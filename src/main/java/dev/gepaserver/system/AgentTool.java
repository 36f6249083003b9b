package dev.gepaserver.system;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gepaserver.common.Json;
import dev.gepaserver.evaluation.TemplateCheck;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A tool that an agent's model may ask for. */
sealed interface AgentTool {

  /** By which the model asks for it; unique in the agent. */
  String name();

  /** Template of what the model is told of it; null where a component says it. */
  @Nullable String description();

  /** The component that says what the model is told of it; null where the job says it itself. */
  @Nullable String component();

  /** JSON schema of its arguments, an object's. */
  JsonNode schema();

  /** Template of what the model is told of it. */
  default String template() {
    String text = description();
    return text == null ? "{{" + TemplateCheck.COMPONENT + component() + "}}" : text;
  }

  /**
   * Posts the arguments; the answer, any JSON, is the result.
   *
   * @param timeout of each attempt
   * @param headers the user's own
   * @param secret name of the configured secret that signs, null for none
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Http(
      String name,
      @Nullable String description,
      @Nullable String component,
      JsonNode parameters,
      URI url,
      Duration timeout,
      Map<String, String> headers,
      @Nullable String secret)
      implements AgentTool {

    /** Copies the headers. */
    public Http {
      headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    @Override
    public JsonNode schema() {
      return parameters;
    }

    ToolPosts.Target target() {
      return new ToolPosts.Target(url, headers, secret, timeout);
    }
  }

  /**
   * Looks up documents that have words of the argument {@code query}; the result is a list of
   * objects, best first.
   *
   * @param k documents at most
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Retrieve(
      String name, @Nullable String description, @Nullable String component, UUID corpus, int k)
      implements AgentTool {

    static final String QUERY = "query";

    private static final JsonNode SCHEMA =
        Json.parse(
            """
            {"type": "object",
             "properties": {"query": {"type": "string", "description": "What to look for."}},
             "required": ["query"], "additionalProperties": false}
            """);

    @Override
    public JsonNode schema() {
      return SCHEMA;
    }
  }
}
