package dev.gepaserver.engine.strategy;

import dev.gepaserver.engine.spi.ComponentSelector;
import java.util.stream.IntStream;

/** Takes every component and leaves the cursor where it is. */
final class AllComponentsSelector implements ComponentSelector {

  @Override
  public Picked pick(int components, int cursor) {
    return new Picked(IntStream.range(0, components).boxed().toList(), cursor);
  }

  @Override
  public int most(int components) {
    return components;
  }
}
