package dev.gepaserver.engine.strategy;

import dev.gepaserver.engine.model.Sums;
import dev.gepaserver.engine.spi.Selection;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Keeps the first so many children.
 *
 * @param k how many at most, at least 1
 * @param falling whether the greatest improvement comes first (of equals the first task); else they
 *     stay in task order
 */
record TopImprovements(int k, boolean falling) implements Selection {

  @Override
  public List<Integer> select(List<Double> improvements) {
    Stream<Integer> places = IntStream.range(0, improvements.size()).boxed();
    if (falling) {
      places = places.sorted((a, b) -> Sums.compare(improvements.get(b), improvements.get(a)));
    }
    return places.limit(k).toList();
  }
}
