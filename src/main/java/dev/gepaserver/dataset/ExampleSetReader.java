package dev.gepaserver.dataset;

import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Storable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads lists of examples strictly, noting every fault by its pointer, such as {@code
 * /trainset/3/id}.
 */
public final class ExampleSetReader {

  /** The most examples in a set. */
  public static final int MAX_EXAMPLES = 100_000;

  /** The longest id, characters. */
  public static final int MAX_ID_LENGTH = 200;

  private ExampleSetReader() {}

  /**
   * Reads an optional list of inline examples.
   *
   * @param minSize the fewest examples, 0 or more
   * @return the examples that could be read; null where the field is left out or is no list
   */
  public static @Nullable List<Example> read(Fields parent, String name, int minSize) {
    List<JsonNode> items = parent.list(name, minSize, MAX_EXAMPLES);
    return items == null ? null : read(items, parent.pointer(name), parent.faults());
  }

  /**
   * Reads examples, one item each.
   *
   * @param pointer JSON pointer of the list
   * @return as many examples as there are items; faulty ones are read as empty objects to go on
   *     with
   */
  public static List<Example> read(List<JsonNode> items, String pointer, Faults faults) {
    List<Example> examples = new ArrayList<>(items.size());
    Map<String, Integer> places = HashMap.newHashMap(items.size());
    for (int i = 0; i < items.size(); i++) {
      JsonNode item = Storable.json(items.get(i));
      Fields fields = Fields.of(item, pointer + "/" + i, faults);
      String id = readId(fields, i);
      Integer before = places.putIfAbsent(id, i);
      if (before != null) {
        fields.fault(
            "id",
            "'%s'%s is the id of example %d already"
                .formatted(id, fields.has("id") ? "" : " (its place)", before));
      }
      examples.add(new Example(i, id, item.isObject() ? item : Json.object()));
    }
    return examples;
  }

  /** The label of an example: its id, or else its place. */
  static String readId(Fields fields, int place) {
    String id = fields.text("id", MAX_ID_LENGTH);
    if (id == null) {
      return Integer.toString(place);
    }
    if (id.isBlank()) {
      fields.fault("id", "must not be empty");
      return Integer.toString(place);
    }
    return id;
  }
}
