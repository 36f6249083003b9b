package dev.gepaserver.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TurnsTest {

  private static final UUID MUCH = new UUID(0, 1);
  private static final UUID LITTLE = new UUID(0, 2);

  private final Turns<String> turns = new Turns<>();

  @Test
  void letsJobsTakeTurnsHoweverMuchEachAsksFor() {
    for (String one : List.of("a", "b", "c", "d", "e")) {
      turns.add(MUCH, one);
    }
    turns.add(LITTLE, "x");
    turns.add(LITTLE, "y");

    assertThat(taken()).containsExactly("a", "x", "b", "y", "c", "d", "e");
    assertThat(turns.next()).isNull();
  }

  @Test
  void forgetsWhoWaitsNoLonger() {
    turns.add(MUCH, "a");
    turns.add(LITTLE, "x");
    turns.add(MUCH, "b");

    turns.remove(MUCH, "a");
    turns.remove(LITTLE, "x");
    turns.remove(LITTLE, "x");

    assertThat(turns.all()).containsExactly("b");
    assertThat(taken()).containsExactly("b");
  }

  private List<String> taken() {
    List<String> taken = new ArrayList<>();
    while (turns.next() != null) {
      taken.add(turns.take());
    }
    return taken;
  }
}
