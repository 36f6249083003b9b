package dev.gepaserver.llm.chat;

import dev.gepaserver.common.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What providers say when they refuse, whichever of the usual forms it has: an object {@code
 * error}, a text of that name, or a {@code message} or {@code detail} on its own.
 *
 * @param json whether it is JSON at all; what is not is hardly a provider's own words
 * @param codes every code, type, status and reason, in lower case
 * @param message in the provider's words; the whole body where it is no JSON
 * @param retryDelay Google's {@code retryDelay}, such as {@code 12.5s}; null where there is none
 * @param flagged whether it tells what moderation found
 */
record ErrorBody(
    boolean json, Set<String> codes, String message, @Nullable String retryDelay, boolean flagged) {

  private static final int BAD_GATEWAY = 502;

  /**
   * The status of an error that was answered in the place of choices, as gateways do whose own
   * provider failed after they had sent their status: its code, 502 where that is none. Null where
   * the body is anything else.
   */
  static @Nullable Integer statusWithin(String body) {
    if (!body.contains("\"error\"")) {
      return null;
    }
    try {
      JsonNode answer = Json.parse(body);
      if (!answer.path("error").isObject() || answer.has("choices")) {
        return null;
      }
      int code = answer.get("error").path("code").asInt(BAD_GATEWAY);
      return code >= 400 && code <= 599 ? code : BAD_GATEWAY;
    } catch (JacksonException e) {
      // no error either; the client says what is wrong with it
      return null;
    }
  }

  static ErrorBody read(String body) {
    JsonNode root;
    try {
      root = Json.parse(body);
    } catch (JacksonException e) {
      return new ErrorBody(false, Set.of(), body.strip(), null, false);
    }
    JsonNode whole = root.isArray() && !root.isEmpty() ? root.get(0) : root;
    JsonNode error = whole.path("error").isObject() ? whole.get("error") : whole;
    Set<String> codes = new TreeSet<>();
    for (JsonNode level : List.of(whole, error)) {
      for (String name : new String[] {"code", "type", "status"}) {
        add(codes, level.path(name));
      }
    }
    add(codes, error.path("innererror").path("code"));
    String delay = null;
    for (JsonNode detail : error.path("details")) {
      add(codes, detail.path("reason"));
      delay = detail.path("retryDelay").isString() ? detail.get("retryDelay").stringValue() : delay;
    }
    JsonNode metadata = error.path("metadata");
    boolean flagged = metadata.has("reasons") || metadata.has("flagged_input");
    return new ErrorBody(true, codes, message(whole, error), delay, flagged);
  }

  /** Whether one of its codes is among these. */
  boolean says(Collection<String> these) {
    return codes.stream().anyMatch(these::contains);
  }

  private static void add(Set<String> codes, JsonNode code) {
    if (code.isString()) {
      codes.add(code.stringValue().toLowerCase(Locale.ROOT));
    }
  }

  private static String message(JsonNode whole, JsonNode error) {
    for (JsonNode text :
        new JsonNode[] {
          error.path("message"), whole.path("error"), whole.path("message"), whole.path("detail")
        }) {
      if (text.isString() && !text.stringValue().isBlank()) {
        return text.stringValue().strip();
      }
    }
    return faults(whole.path("detail"));
  }

  /**
   * What the faults of a list say; beside that each repeats what was sent, the user's own words.
   */
  private static String faults(JsonNode list) {
    List<String> said = new ArrayList<>();
    for (JsonNode fault : list) {
      if (fault.path("msg").isString()) {
        said.add(fault.get("msg").stringValue().strip());
      }
    }
    return String.join("; ", said);
  }
}
