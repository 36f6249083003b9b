package dev.gepaserver.common;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Changes to a JSON object, as JSON (RFC 7386). */
public final class MergePatch {

  private MergePatch() {}

  /**
   * Applies a patch: objects are merged field by field, null removes a field, any other value
   * replaces the old one. A null that removes nothing stays, so that whoever reads the result can
   * tell an unknown name.
   *
   * @param target changed in place; the order of the fields it has is kept
   */
  public static void apply(ObjectNode target, JsonNode patch) {
    patch
        .properties()
        .forEach(field -> {
          JsonNode value = field.getValue();
          if (value.isNull() && target.has(field.getKey())) {
            target.remove(field.getKey());
          } else if (value.isObject()) {
            apply(objectAt(target, field.getKey()), value);
          } else {
            target.set(field.getKey(), value);
          }
        });
  }

  private static ObjectNode objectAt(ObjectNode target, String name) {
    return target.get(name) instanceof ObjectNode object ? object : target.putObject(name);
  }
}
