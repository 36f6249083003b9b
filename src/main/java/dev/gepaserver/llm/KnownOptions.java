package dev.gepaserver.llm;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which options of a model a provider understands; a job that uses another is refused.
 *
 * @param fields the fields of {@link ModelRef} that it understands, such as {@code topP}
 * @param efforts what {@code reasoningEffort} may be, from little to much
 * @param highestTemperature the highest {@code temperature} that it takes
 * @param mostStops how many texts {@code stop} may have
 * @param names what may stand among {@code options}: the name, and the field that says the same, or
 *     an empty text where there is none
 */
public record KnownOptions(
    Set<String> fields,
    List<String> efforts,
    double highestTemperature,
    int mostStops,
    Map<String, String> names) {

  /** Every field of a model that is an option. */
  public static final Set<String> ALL_FIELDS =
      Set.of("temperature", "maxTokens", "topP", "seed", "stop", "reasoningEffort", "jsonMode");

  /** Every {@code reasoningEffort} there is, from little to much. */
  public static final List<String> ALL_EFFORTS = List.of("minimal", "low", "medium", "high");

  /** The most texts that {@code stop} may have anywhere. */
  public static final int MOST_STOPS = 16;

  /** The highest temperature that is taken anywhere. */
  public static final double HIGHEST_TEMPERATURE = 2;

  /** Names of options that change what a provider charges, in lower case, letters only. */
  private static final Set<String> PRICED =
      Set.of(
          "servicetier",
          "tools",
          "websearchoptions",
          "websearch",
          "modalities",
          "audio",
          "cachecontrol",
          "cachedcontent",
          "googlesearchretrieval",
          "mcpservers",
          "container",
          "inferencegeo",
          "speed",
          "plugins",
          "models",
          "provider",
          "route");

  /** Whether an option may make a call cost something else than the price of its tokens. */
  static boolean priced(String name) {
    return PRICED.contains(name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", ""));
  }

  /** Copies the collections. */
  public KnownOptions {
    fields = Collections.unmodifiableSet(new TreeSet<>(fields));
    efforts = List.copyOf(efforts);
    names = Collections.unmodifiableMap(new TreeMap<>(names));
  }

  /** All fields in their whole range, and no further names. */
  public static KnownOptions all() {
    return new KnownOptions(ALL_FIELDS, ALL_EFFORTS, HIGHEST_TEMPERATURE, MOST_STOPS, Map.of());
  }

  /** The same with other fields. */
  public KnownOptions withFields(Collection<String> others) {
    return new KnownOptions(Set.copyOf(others), efforts, highestTemperature, mostStops, names);
  }

  /** The same without one of the fields. */
  public KnownOptions without(String field) {
    Set<String> rest = new TreeSet<>(fields);
    rest.remove(field);
    return withFields(rest);
  }

  /** The same with other efforts. */
  public KnownOptions withEfforts(List<String> others) {
    return new KnownOptions(fields, others, highestTemperature, mostStops, names);
  }

  /** The same with another highest temperature. */
  public KnownOptions withHighestTemperature(double highest) {
    return new KnownOptions(fields, efforts, highest, mostStops, names);
  }

  /** The same with another number of stops. */
  public KnownOptions withMostStops(int most) {
    return new KnownOptions(fields, efforts, highestTemperature, most, names);
  }

  /** The same with more names that say what no field says. */
  public KnownOptions withNames(Collection<String> more) {
    Map<String, String> all = new TreeMap<>(names);
    more.forEach(name -> all.putIfAbsent(name, ""));
    return new KnownOptions(fields, efforts, highestTemperature, mostStops, all);
  }

  /** The same with a name that says what a field says as well. */
  public KnownOptions withTwin(String name, String field) {
    Map<String, String> all = new TreeMap<>(names);
    all.put(name, field);
    return new KnownOptions(fields, efforts, highestTemperature, mostStops, all);
  }
}
