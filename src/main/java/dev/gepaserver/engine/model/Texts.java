package dev.gepaserver.engine.model;

import static dev.gepaserver.engine.model.Checks.check;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One text for every component of the system under optimization.
 *
 * <p>The order of the components is the seed's and means something: round robin walks it. Two
 * values are equal where they hold the same texts under the same names in the same order.
 */
public final class Texts {

  private final Map<String, String> byName;
  private final List<String> names;
  private final int hash;

  private Texts(Map<String, String> byName) {
    this.byName = Collections.unmodifiableMap(byName);
    this.names = List.copyOf(byName.keySet());
    this.hash = List.copyOf(byName.entrySet()).hashCode();
  }

  /**
   * Texts by component, in the map's order.
   *
   * @param byName at least one entry; a name is not blank
   * @throws IllegalArgumentException where there is no component or a name is blank
   */
  public static Texts of(Map<String, String> byName) {
    check(!byName.isEmpty(), "A candidate needs at least one component");
    Map<String, String> copy = new LinkedHashMap<>();
    byName.forEach((name, text) -> {
      check(!name.isBlank(), "The name of a component must not be blank");
      check(text != null, "Component %s has no text", name);
      copy.put(name, text);
    });
    return new Texts(copy);
  }

  /** The names of the components, in the seed's order. */
  public List<String> names() {
    return names;
  }

  /** How many components there are, at least 1. */
  public int size() {
    return names.size();
  }

  /**
   * The text of one component.
   *
   * @throws IllegalArgumentException where there is no such component
   */
  public String text(String name) {
    String text = byName.get(name);
    if (text == null) {
      throw new IllegalArgumentException("No component %s; there are %s".formatted(name, names));
    }
    return text;
  }

  /**
   * These texts with some of them replaced; the order stays.
   *
   * @throws IllegalArgumentException where a name is not one of these components
   */
  public Texts with(Map<String, String> replacements) {
    Map<String, String> copy = new LinkedHashMap<>(byName);
    replacements.forEach((name, text) ->
        check(copy.replace(name, text) != null, "No component %s; there are %s", name, names));
    return new Texts(copy);
  }

  /** The texts by name, in the seed's order; unmodifiable. */
  public Map<String, String> asMap() {
    return byName;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Texts that
            && hash == that.hash
            && names.equals(that.names)
            && byName.equals(that.byName));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return byName.toString();
  }
}
