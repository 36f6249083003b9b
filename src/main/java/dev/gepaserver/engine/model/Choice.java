package dev.gepaserver.engine.model;

import static dev.gepaserver.engine.model.Checks.check;
import static dev.gepaserver.engine.model.Checks.finite;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A strategy chosen by name. The catalogue of its kind knows which names and parameters there are.
 *
 * @param name as the API writes it, such as {@code epsilon_greedy}
 * @param parameters finite numbers by name, such as {@code epsilon}; those left out have defaults
 */
public record Choice(String name, SortedMap<String, Double> parameters) {

  /** Copies the parameters. */
  public Choice {
    check(!name.isBlank(), "A strategy's name must not be blank");
    parameters.forEach((parameter, value) -> finite(value, "The parameter " + parameter));
    SortedMap<String, Double> sorted = new TreeMap<>();
    sorted.putAll(parameters);
    parameters = Collections.unmodifiableSortedMap(sorted);
  }

  /** A strategy with its default parameters. */
  public static Choice of(String name) {
    return new Choice(name, Collections.emptySortedMap());
  }

  /** A strategy with these parameters. */
  public static Choice of(String name, Map<String, ? extends Number> parameters) {
    SortedMap<String, Double> values = new TreeMap<>();
    parameters.forEach((parameter, value) -> values.put(parameter, value.doubleValue()));
    return new Choice(name, values);
  }
}
