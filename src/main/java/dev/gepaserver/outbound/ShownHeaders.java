package dev.gepaserver.outbound;

import dev.gepaserver.common.Mask;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** How the headers that users add to requests, and the URLs they name, may be shown. */
public final class ShownHeaders {

  private static final String HEADERS = "headers";
  private static final String URL = "url";

  private ShownHeaders() {}

  /**
   * Masks, in every object named {@code headers} at any depth, the values of those whose names tell
   * that they are secrets: {@code Authorization}, {@code Cookie}, {@code X-Api-Key} and the like;
   * and in every {@code url} those of query parameters with such names.
   *
   * @param json changed in place
   */
  public static void mask(JsonNode json) {
    if (json instanceof ObjectNode object) {
      for (String name : object.propertyNames().toArray(String[]::new)) {
        JsonNode value = object.get(name);
        if (name.equals(HEADERS) && value instanceof ObjectNode headers) {
          maskAll(headers);
        } else if (name.equals(URL) && value.isString()) {
          object.put(name, QuerySecrets.masked(value.stringValue()));
        } else {
          mask(value);
        }
      }
    } else if (json.isArray()) {
      json.forEach(ShownHeaders::mask);
    }
  }

  private static void maskAll(ObjectNode headers) {
    for (String name : headers.propertyNames().toArray(String[]::new)) {
      if (HeaderRules.secret(name)) {
        headers.put(name, Mask.SHOWN);
      }
    }
  }
}
