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

  @Test
  void givesEachJobTheSameHoweverLargeItsCallsAre() {
    turns.add(MUCH, "a");
    turns.add(MUCH, "b");
    turns.add(LITTLE, "x");
    turns.add(LITTLE, "y");
    turns.take(MUCH, "a", 10);
    turns.take(LITTLE, "x", 1);

    assertThat(turns.heads()).containsExactly("y", "b");
  }

  @Test
  void savesNothingUpForWhoDidNotWait() {
    turns.add(MUCH, "a");
    turns.take(MUCH, "a", 10);
    turns.add(MUCH, "b");
    turns.take(MUCH, "b", 10);
    turns.add(MUCH, "c");
    turns.add(LITTLE, "x");
    turns.add(LITTLE, "y");
    turns.take(LITTLE, "x", 15);

    assertThat(turns.next()).isEqualTo("c");
  }

  private List<String> taken() {
    List<String> taken = new ArrayList<>();
    for (String next = turns.next(); next != null; next = turns.next()) {
      turns.take("xy".contains(next) ? LITTLE : MUCH, next, 1);
      taken.add(next);
    }
    return taken;
  }
}
