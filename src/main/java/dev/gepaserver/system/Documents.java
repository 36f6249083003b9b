package dev.gepaserver.system;

import dev.gepaserver.common.Json;
import dev.gepaserver.dataset.Corpora;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Documents that were found, as steps and tools give them. */
final class Documents {

  private Documents() {}

  /** A list of objects with {@code id}, {@code text} and whatever else each document has. */
  static ArrayNode json(List<Corpora.Found> documents) {
    ArrayNode list = Json.MAPPER.createArrayNode();
    for (Corpora.Found found : documents) {
      ObjectNode document = list.addObject();
      document.put("id", found.id()).put("text", found.text());
      found
          .data()
          .properties()
          .forEach(field -> {
            if (!document.has(field.getKey())) {
              document.set(field.getKey(), field.getValue());
            }
          });
    }
    return list;
  }
}
