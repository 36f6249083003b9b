package dev.gepaserver.llm.chat;

import dev.gepaserver.common.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One request and its answer as the transport sees them, on the thread that asks.
 *
 * @param options put over the request's body, objects field by field
 * @param own fields of the request that only the options fill
 * @param adaptation of the request after that; null where there is nothing to adapt
 * @param reading is told the answer as it came, where it is a JSON object
 * @param completion of the answer; null where it stays as it is
 */
record Exchange(
    ObjectNode options,
    List<String> own,
    @Nullable Consumer<ObjectNode> adaptation,
    Consumer<ObjectNode> reading,
    @Nullable Consumer<ObjectNode> completion) {

  private static final ScopedValue<Exchange> CURRENT = ScopedValue.newInstance();

  /** Asks within this exchange. */
  <T> T run(Supplier<T> ask) {
    return ScopedValue.where(CURRENT, this).call(ask::get);
  }

  /** The body with the options of this thread's exchange. */
  static byte[] request(byte[] body) {
    Exchange current = CURRENT.isBound() ? CURRENT.get() : null;
    if (current == null || current.keepsRequest()) {
      return body;
    }
    ObjectNode whole = (ObjectNode) Json.parse(new String(body, StandardCharsets.UTF_8));
    whole.remove(current.own());
    put(whole, current.options());
    if (current.adaptation() != null) {
      current.adaptation().accept(whole);
    }
    return Json.write(whole).getBytes(StandardCharsets.UTF_8);
  }

  private boolean keepsRequest() {
    return options.isEmpty() && own.isEmpty() && adaptation == null;
  }

  /** The answer's body, completed; as it is where it is no JSON object. */
  static byte[] answer(byte[] body) {
    Exchange current = CURRENT.isBound() ? CURRENT.get() : null;
    if (current == null) {
      return body;
    }
    try {
      if (Json.parse(new String(body, StandardCharsets.UTF_8)) instanceof ObjectNode answer) {
        current.reading().accept(answer);
        if (current.completion() != null) {
          current.completion().accept(answer);
          return Json.write(answer).getBytes(StandardCharsets.UTF_8);
        }
      }
    } catch (JacksonException e) {
      // the client finds the same fault, and says so
    }
    return body;
  }

  private static void put(ObjectNode into, ObjectNode options) {
    for (String name : options.propertyNames()) {
      JsonNode value = options.get(name);
      if (value instanceof ObjectNode fields && into.get(name) instanceof ObjectNode there) {
        put(there, fields);
      } else {
        into.set(name, value);
      }
    }
  }
}
