package dev.gepaserver.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PersistentMapTest {

  /** A key of which many have the same hash code. */
  private record Key(int number) {
    @Override
    public int hashCode() {
      return number % 7 == 0 ? 42 : number % 1000 * 0x01000193;
    }
  }

  @Test
  void holdsWhatAHashMapHolds() {
    Random random = new Random(1);
    Map<Key, Integer> expected = new HashMap<>();
    PersistentMap<Key, Integer> map = PersistentMap.empty();

    for (int i = 0; i < 5000; i++) {
      Key key = new Key(random.nextInt(3000));
      expected.put(key, i);
      map = map.with(key, i);
    }

    assertThat(map.size()).isEqualTo(expected.size());
    for (int number = 0; number < 3100; number++) {
      assertThat(map.get(new Key(number))).isEqualTo(expected.get(new Key(number)));
    }
  }

  @Test
  void leavesEarlierVersionsAsTheyWere() {
    PersistentMap<String, Integer> one = PersistentMap.<String, Integer>empty().with("a", 1);

    PersistentMap<String, Integer> two = one.with("b", 2).with("a", 3);

    assertThat(one.get("a")).isEqualTo(1);
    assertThat(one.get("b")).isNull();
    assertThat(two.get("a")).isEqualTo(3);
    assertThat(two.size()).isEqualTo(2);
  }
}
