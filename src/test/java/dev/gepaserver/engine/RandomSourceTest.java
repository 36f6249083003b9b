package dev.gepaserver.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gepaserver.engine.spi.RandomSource;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RandomSourceTest {

  @Test
  void drawsAsCpythonDoes() {
    for (JsonNode vector : Trace.read("random-vectors")) {
      RandomSource random = RandomSource.seeded(vector.get("seed").bigIntegerValue());

      vector.properties().stream()
          .filter(entry -> !entry.getKey().equals("seed"))
          .forEach(entry ->
              assertThat(draws(random, entry.getKey(), entry.getValue()))
                  .as("%s of seed %s", entry.getKey(), vector.get("seed"))
                  .isEqualTo(numbers(entry.getValue())));
    }
  }

  private static List<Double> draws(RandomSource random, String kind, JsonNode expected) {
    int count = expected.isArray() ? expected.size() : 1;
    return switch (kind) {
      case "random", "random_after" -> times(count, random::random);
      case "getrandbits32" -> times(count, () -> random.randomBits(32));
      case "randbelow_10" -> times(count, () -> random.below(10));
      case "choice_of_7" -> times(count, () -> random.choice(upTo(7)));
      case "shuffle_10" -> shuffled(random);
      case "sample_5_of_20" -> asDoubles(random.sample(upTo(20), 5));
      case "sample_2_of_3" -> asDoubles(random.sample(upTo(3), 2));
      case "sample_40_of_200" -> asDoubles(random.sample(upTo(200), 40));
      case "choices_weighted" ->
          times(count, () -> random.choice(upTo(4), List.of(0.1, 0.2, 0.3, 0.4)));
      case "choices_even" -> asDoubles(random.choices(upTo(3), count));
      case "randint_0_9" -> times(count, () -> random.between(0, 9));
      default -> throw new AssertionError("Unknown draw " + kind);
    };
  }

  private static List<Double> shuffled(RandomSource random) {
    List<Integer> items = new ArrayList<>(upTo(10));
    random.shuffle(items);
    return asDoubles(items);
  }

  private static List<Double> times(int count, Supplier<? extends Number> draw) {
    return Stream.generate(draw).limit(count).map(Number::doubleValue).toList();
  }

  private static List<Double> asDoubles(List<Integer> numbers) {
    return numbers.stream().map(Integer::doubleValue).toList();
  }

  private static List<Double> numbers(JsonNode node) {
    return node.isArray() ? Trace.doubles(node) : List.of(node.asDouble());
  }

  private static List<Integer> upTo(int bound) {
    return IntStream.range(0, bound).boxed().toList();
  }

  @Test
  void goesOnWhereItStood() {
    RandomSource random = RandomSource.seeded(BigInteger.TWO.pow(100));
    IntStream.range(0, 700).forEach(i -> random.random());

    RandomSource again = RandomSource.at(random.state());

    assertThat(times(1000, again::random)).isEqualTo(times(1000, random::random));
  }

  @Test
  void ignoresTheSignOfTheSeed() {
    RandomSource plus = RandomSource.seeded(BigInteger.valueOf(12345));
    RandomSource minus = RandomSource.seeded(BigInteger.valueOf(-12345));

    assertThat(minus.state()).isEqualTo(plus.state());
  }

  @Test
  void refusesToDrawFromNothing() {
    RandomSource random = RandomSource.seeded(BigInteger.ZERO);

    assertThatThrownBy(() -> random.below(0)).hasMessageContaining("below 0");
    assertThatThrownBy(() -> random.sample(List.of(1, 2), 3)).hasMessageContaining("3 of 2");
  }
}
