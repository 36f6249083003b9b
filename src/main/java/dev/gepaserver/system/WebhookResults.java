package dev.gepaserver.system;

import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.InvalidInputException;
import dev.gepaserver.journal.CallError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A webhook's answer with its results by the id of the example. */
final class WebhookResults {

  private static final int SHOWN = 5;

  private final Map<String, List<JsonNode>> byId = new HashMap<>();
  private final Set<String> strangers = new LinkedHashSet<>();

  private WebhookResults() {}

  /**
   * Reads an answer.
   *
   * @param asked the ids that were asked for
   * @throws InvalidInputException where it is not an object with a list of objects {@code results}
   */
  static WebhookResults read(JsonNode answer, List<String> asked) {
    Faults faults = new Faults();
    Fields fields = Fields.of(answer, "", faults);
    List<JsonNode> items = fields.list("results", 0, Integer.MAX_VALUE);
    if (items == null && faults.none()) {
      fields.missing("results", "a list");
    }
    WebhookResults results = new WebhookResults();
    Set<String> known = new HashSet<>(asked);
    for (int i = 0; items != null && i < items.size(); i++) {
      JsonNode item = items.get(i);
      if (!item.isObject()) {
        faults.add("/results/" + i, "must be an object, not " + Fields.kind(item));
      } else {
        results.put(item, known);
      }
    }
    faults.throwIfAny();
    return results;
  }

  private void put(JsonNode item, Set<String> known) {
    JsonNode id = item.get("id");
    if (id != null && id.isString() && known.contains(id.stringValue())) {
      byId.computeIfAbsent(id.stringValue(), any -> new ArrayList<>(1)).add(item);
    } else if (strangers.size() <= SHOWN) {
      strangers.add(id == null ? "none" : Fields.kind(id));
    }
  }

  /** The one result of an example. */
  @Nullable JsonNode result(String id) {
    List<JsonNode> found = byId.getOrDefault(id, List.of());
    return found.size() == 1 ? found.getFirst() : null;
  }

  /** Why an example has no usable result; null where it has one. */
  @Nullable CallError fault(String id, boolean hasEvaluator) {
    List<JsonNode> found = byId.getOrDefault(id, List.of());
    if (found.size() == 1) {
      List<String> wrong = WebhookResult.faults(found.getFirst(), hasEvaluator);
      return wrong.isEmpty()
          ? null
          : malformed(
              "the webhook's result for example \"%s\" is malformed: %s",
              id, String.join("; ", wrong));
    }
    if (!found.isEmpty()) {
      return malformed("the webhook gave %2$d results for example \"%1$s\"", id, found.size());
    }
    return strangers.isEmpty()
        ? malformed("the webhook gave no result for example \"%s\"", id)
        : malformed(
            "the webhook gave no result for example \"%s\"; it gave some with ids that were not"
                + " asked for: %s",
            id, String.join(", ", strangers));
  }

  /** What the example's results say that they cost, nano-dollars; what is no amount counts 0. */
  long costNanos(String id) {
    return byId.getOrDefault(id, List.of()).stream().mapToLong(WebhookResult::costNanos).sum();
  }

  private static CallError malformed(String format, Object... values) {
    return new CallError("malformed", format.formatted(values));
  }
}
