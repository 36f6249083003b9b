package dev.gepaserver.engine.spi;

import java.util.List;

/** Decides which of an iteration's accepted children are kept. */
@FunctionalInterface
public interface Selection {

  /**
   * Chooses among the accepted children.
   *
   * @param improvements after minus before of each accepted child, in task order; never NaN
   * @return places in the list, in the order in which the children are to be added
   */
  List<Integer> select(List<Double> improvements);
}
