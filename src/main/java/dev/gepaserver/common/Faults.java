package dev.gepaserver.common;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Gathers everything that is wrong with an input, so that it can be told at once; of very many
 * faults the first are kept, and the others counted. Not thread-safe.
 *
 * <p>What was accepted once is read again without holding it against the service's settings, which
 * may have changed since: that a provider is gone is then said by whoever asks it.
 */
public final class Faults {

  /** So many faults are kept. */
  static final int KEPT = 200;

  private static final int LONGEST_DETAIL = 2000;

  private final Set<Fault> found = new LinkedHashSet<>();
  private final boolean accepted;
  private long more;

  /** Of an input that is new. */
  public Faults() {
    this(false);
  }

  private Faults(boolean accepted) {
    this.accepted = accepted;
  }

  /** Of an input that was accepted before; it is not held against the settings again. */
  public static Faults ofAccepted() {
    return new Faults(true);
  }

  /** Whether the input is to be held against the service's settings. */
  public boolean mindSettings() {
    return !accepted;
  }

  /** Notes a fault; the same one twice is kept once. */
  public void add(String pointer, String detail) {
    Fault fault = new Fault(pointer, Names.abbreviated(detail, LONGEST_DETAIL));
    if (found.size() < KEPT) {
      found.add(fault);
    } else if (!found.contains(fault)) {
      more++;
    }
  }

  /** Whether nothing was wrong so far. */
  public boolean none() {
    return found.isEmpty();
  }

  /** Whether a fault is noted at the pointer or below it, or may be among those only counted. */
  public boolean at(String pointer) {
    return more > 0
        || found.stream()
            .anyMatch(f -> f.pointer().equals(pointer) || f.pointer().startsWith(pointer + "/"));
  }

  /** The faults in the order noted; where there are too many, the last says how many more. */
  public List<Fault> all() {
    List<Fault> all = new ArrayList<>(found);
    if (more > 0) {
      all.add(new Fault("", "… and %,d more".formatted(more)));
    }
    return all;
  }

  /**
   * Ends the reading of an input.
   *
   * @throws InvalidInputException where anything was wrong
   */
  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw new InvalidInputException(all());
    }
  }
}
