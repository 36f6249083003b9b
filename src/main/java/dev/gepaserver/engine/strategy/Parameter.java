package dev.gepaserver.engine.strategy;

import java.util.Optional;

/**
 * A number that a strategy can be told.
 *
 * @param name as the API writes it
 * @param standard the default
 * @param least the least value allowed
 * @param most the largest value allowed
 * @param whole whether it must be a whole number
 */
public record Parameter(String name, double standard, double least, double most, boolean whole) {

  /** The largest count that a strategy can be told, such as tasks of one iteration. */
  public static final int MOST = 1000;

  /** A whole number from 1 to {@link #MOST}. */
  static Parameter count(String name, int standard) {
    return new Parameter(name, standard, 1, MOST, true);
  }

  /** A number from 0 to 1. */
  static Parameter fraction(String name, double standard) {
    return new Parameter(name, standard, 0, 1, false);
  }

  /** What is wrong with a value; nothing where it may be taken. */
  Optional<String> fault(double value) {
    if (value >= least && value <= most && (!whole || value == Math.rint(value))) {
      return Optional.empty();
    }
    return Optional.of(
        whole
            ? "%s must be a whole number from %.0f to %.0f, but is %s"
                .formatted(name, least, most, value)
            : "%s must be a number from %s to %s, but is %s".formatted(name, least, most, value));
  }
}
