package dev.gepaserver.engine.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The checks that records of this package make of their own values. */
final class Checks {

  private Checks() {}

  /** Refuses a value that breaks a rule, saying what was wrong. */
  @SuppressWarnings("AnnotateFormatMethod") // its annotation is not on our class path
  static void check(boolean holds, String otherwise, @Nullable Object... values) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise.formatted(values));
    }
  }

  /** A number of at least the given one. */
  static void atLeast(long least, long value, String name) {
    check(value >= least, "%s must be at least %s, but is %s", name, least, value);
  }

  /** A number that is neither infinite nor NaN. */
  static void finite(double value, String name) {
    check(Double.isFinite(value), "%s must be a finite number, but is %s", name, value);
  }

  /** Scores by objective, in the order of the names. */
  static SortedMap<String, Double> objectives(SortedMap<String, Double> objectives) {
    if (objectives.isEmpty()) {
      return Collections.emptySortedMap();
    }
    objectives.forEach((name, score) -> finite(score, "The score of objective " + name));
    SortedMap<String, Double> sorted = new TreeMap<>();
    sorted.putAll(objectives);
    return Collections.unmodifiableSortedMap(sorted);
  }

  /** An unmodifiable copy of positions, none of them negative. */
  static List<Integer> positions(Collection<Integer> positions, String name) {
    List<Integer> copy = List.copyOf(new ArrayList<>(positions));
    copy.forEach(position -> atLeast(0, position, name));
    return copy;
  }
}
