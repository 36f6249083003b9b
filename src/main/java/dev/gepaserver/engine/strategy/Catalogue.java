package dev.gepaserver.engine.strategy;

import dev.gepaserver.engine.model.Choice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All strategies of one kind, by name.
 *
 * @param <T> the strategy's interface
 */
public final class Catalogue<T> {

  private final String kind;
  private final Map<String, Entry<T>> entries;

  private record Entry<T>(List<Parameter> parameters, Function<Numbers, T> maker) {}

  private Catalogue(String kind, Map<String, Entry<T>> entries) {
    this.kind = kind;
    this.entries = entries;
  }

  /** An empty catalogue of what the API calls so, such as {@code candidateSelector}. */
  static <T> Catalogue<T> of(String kind) {
    return new Catalogue<>(kind, Map.of());
  }

  /** This catalogue with one more strategy. */
  Catalogue<T> add(String name, Function<Numbers, T> maker, Parameter... parameters) {
    Map<String, Entry<T>> more = new LinkedHashMap<>(entries);
    more.put(name, new Entry<>(List.of(parameters), maker));
    return new Catalogue<>(kind, Collections.unmodifiableMap(more));
  }

  /** The names there are, the default first. */
  public List<String> names() {
    return List.copyOf(entries.keySet());
  }

  /** The parameters of a strategy; none where the name is unknown. */
  public List<Parameter> parameters(String name) {
    Entry<T> entry = entries.get(name);
    return entry == null ? List.of() : entry.parameters();
  }

  /** Everything that is wrong with a choice, each as a sentence; nothing where it can be made. */
  public List<String> faults(Choice choice) {
    Entry<T> entry = entries.get(choice.name());
    if (entry == null) {
      return List.of(
          "Unknown %s %s; known are %s"
              .formatted(kind, choice.name(), String.join(", ", entries.keySet())));
    }
    List<String> faults = new ArrayList<>();
    choice.parameters().keySet().stream()
        .filter(name -> entry.parameters().stream().noneMatch(p -> p.name().equals(name)))
        .forEach(name -> faults.add(unknownParameter(choice, name)));
    for (Parameter parameter : entry.parameters()) {
      Double value = choice.parameters().get(parameter.name());
      if (value != null) {
        parameter.fault(value).ifPresent(faults::add);
      }
    }
    return faults;
  }

  private String unknownParameter(Choice choice, String name) {
    List<String> known = parameters(choice.name()).stream().map(Parameter::name).toList();
    return "%s %s has no parameter %s; it has %s"
        .formatted(kind, choice.name(), name, known.isEmpty() ? "none" : String.join(", ", known));
  }

  /**
   * The choice with its defaults filled in.
   *
   * @throws IllegalArgumentException where it has {@link #faults}
   */
  public Choice completed(Choice choice) {
    return Choice.of(choice.name(), numbers(choice).values());
  }

  /**
   * The strategy chosen.
   *
   * @throws IllegalArgumentException where the choice has {@link #faults}
   */
  public T make(Choice choice) {
    Numbers numbers = numbers(choice);
    Entry<T> entry = entries.get(choice.name());
    if (entry == null) {
      throw new IllegalArgumentException("Unknown " + kind + " " + choice.name());
    }
    return entry.maker().apply(numbers);
  }

  private Numbers numbers(Choice choice) {
    List<String> faults = faults(choice);
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", faults));
    }
    Map<String, Double> values = new LinkedHashMap<>();
    for (Parameter parameter : parameters(choice.name())) {
      @Nullable Double given = choice.parameters().get(parameter.name());
      values.put(parameter.name(), given == null ? parameter.standard() : given);
    }
    return new Numbers(values);
  }

  /**
   * The parameters of one choice, defaults filled in.
   *
   * @param values by name
   */
  record Numbers(Map<String, Double> values) {

    double number(String name) {
      Double value = values.get(name);
      if (value == null) {
        throw new IllegalArgumentException("No parameter " + name + " is declared");
      }
      return value;
    }

    int count(String name) {
      return (int) number(name);
    }
  }
}
