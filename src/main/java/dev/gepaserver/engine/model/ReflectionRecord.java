package dev.gepaserver.engine.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What reflection is shown of one example for one component: named values, in order.
 *
 * @param values each a {@code String}, {@code Number}, {@code Boolean}, null, or a {@code List} or
 *     {@code Map} (with text keys) of these, to any depth; copied deeply, order kept
 */
public record ReflectionRecord(Map<String, @Nullable Object> values) {

  /**
   * Copies the values.
   *
   * @throws IllegalArgumentException where a value is of another type
   */
  public ReflectionRecord {
    values = copyMap(values);
  }

  private static Map<String, @Nullable Object> copyMap(Map<?, ? extends @Nullable Object> map) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    map.forEach((key, value) -> copy.put(String.valueOf(key), copyOf(value)));
    return Collections.unmodifiableMap(copy);
  }

  private static @Nullable Object copyOf(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case String text -> text;
      case Number number -> number;
      case Boolean truth -> truth;
      case Map<?, ?> map -> copyMap(map);
      case List<?> list -> copyList(list);
      default ->
          throw new IllegalArgumentException(
              "A record holds texts, numbers, booleans, null, lists and maps, but not "
                  + value.getClass().getName());
    };
  }

  private static List<@Nullable Object> copyList(List<?> list) {
    List<@Nullable Object> copy = new ArrayList<>(list.size());
    list.forEach(item -> copy.add(copyOf(item)));
    return Collections.unmodifiableList(copy);
  }
}
