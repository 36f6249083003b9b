package dev.gepaserver.engine.strategy;

import dev.gepaserver.engine.spi.ComponentSelector;
import java.util.List;

/** Takes the component under the cursor and moves the cursor on. */
final class RoundRobinSelector implements ComponentSelector {

  @Override
  public Picked pick(int components, int cursor) {
    return new Picked(List.of(cursor), (cursor + 1) % components);
  }

  @Override
  public int most(int components) {
    return 1;
  }
}
