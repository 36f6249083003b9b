package dev.gepaserver.common;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An open set of things found by name: whoever implements the interface is in it, and an unknown
 * name is refused with the known ones. Immutable.
 *
 * @param <T> the interface
 */
public final class Catalogue<T> {

  private final String kind;
  private final Map<String, T> entries = new TreeMap<>();

  /**
   * Takes everything there is.
   *
   * @param kind what an entry is, in the singular, for messages
   * @throws IllegalStateException where two have the same name
   */
  public Catalogue(String kind, List<? extends T> found, Function<? super T, String> name) {
    this.kind = kind;
    for (T entry : found) {
      if (entries.putIfAbsent(name.apply(entry), entry) != null) {
        throw new IllegalStateException(
            "two entries of the catalogue of %ss are named %s".formatted(kind, name.apply(entry)));
      }
    }
  }

  /**
   * Finds an entry.
   *
   * @throws IllegalArgumentException where there is none of this name
   */
  public T get(String name) {
    T entry = entries.get(name);
    if (entry == null) {
      throw new IllegalArgumentException(
          "no %s is named '%s'; known are %s"
              .formatted(kind, name, Names.listed(entries.keySet())));
    }
    return entry;
  }

  /**
   * Reads which entry the {@code type} of the object at a field means, noting a fault where it is
   * missing or none.
   *
   * @return the entry, and the object to be read on; null where there is a fault
   */
  public @Nullable Chosen<T> choose(Fields parent, String field) {
    Fields fields = parent.object(field);
    if (fields == null) {
      parent.missing(field, "an object with a type, one of " + Names.listed(entries.keySet()));
      return null;
    }
    JsonNode given = parent.raw(field);
    if (given == null || !given.isObject()) {
      return null;
    }
    String name = fields.requiredChoice("type", entries.keySet());
    return name == null ? null : new Chosen<>(get(name), fields);
  }

  /**
   * A choice that was made.
   *
   * @param entry what was chosen
   * @param fields the object with its further fields
   */
  public record Chosen<T>(T entry, Fields fields) {}
}
