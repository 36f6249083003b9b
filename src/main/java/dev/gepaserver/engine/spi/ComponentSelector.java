package dev.gepaserver.engine.spi;

import java.util.List;

/** Chooses the components of a parent that are rewritten. */
public interface ComponentSelector {

  /**
   * Chooses among the components.
   *
   * @param components how many there are, at least 1
   * @param cursor where the parent's round robin stands, from 0
   */
  Picked pick(int components, int cursor);

  /** How many components it chooses at most, of so many; for the worst case of an iteration. */
  int most(int components);

  /**
   * The choice.
   *
   * @param positions of the chosen components, ascending, at least one
   * @param cursor where the parent's round robin stands now
   */
  record Picked(List<Integer> positions, int cursor) {

    /** Copies the positions. */
    public Picked {
      positions = List.copyOf(positions);
    }
  }
}
