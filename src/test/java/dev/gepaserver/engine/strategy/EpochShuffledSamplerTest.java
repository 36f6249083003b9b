package dev.gepaserver.engine.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.engine.model.SamplerOrder;
import dev.gepaserver.engine.spi.MinibatchSampler.Draw;
import dev.gepaserver.engine.spi.MinibatchSampler.Request;
import dev.gepaserver.engine.spi.RandomSource;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EpochShuffledSamplerTest {

  private final EpochShuffledSampler sampler = new EpochShuffledSampler();

  @Test
  void coversEveryExampleInEveryEpochAndPadsWithTheLeastUsed() {
    for (int number = 0; number < 1000; number++) {
      Random random = new Random(number);
      int examples = 1 + random.nextInt(20);
      int size = 1 + random.nextInt(6);
      RandomSource source = RandomSource.seeded(BigInteger.valueOf(number));
      int perEpoch = (examples + size - 1) / size;
      SamplerOrder order = null;

      for (int epoch = 0; epoch < 3; epoch++) {
        List<Integer> seen = new ArrayList<>();
        for (int i = 0; i < perEpoch; i++) {
          int iteration = epoch * perEpoch + i;
          Draw draw = sampler.draw(new Request(iteration, 0, size, examples, order), source);
          order = draw.order();
          seen.addAll(draw.examples());
        }
        assertThat(order.epoch()).isEqualTo(epoch);
        assertThat(seen).isEqualTo(order.examples());
        assertThatItIsPaddedShuffle(order.examples(), examples, size);
      }
    }
  }

  private static void assertThatItIsPaddedShuffle(List<Integer> order, int examples, int size) {
    List<Integer> shuffled = order.subList(0, examples);
    assertThat(shuffled)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, examples).boxed().toList());
    assertThat(order.size() % size).isZero();
    assertThat(order.size() - examples).isLessThan(size);
    for (int pad = examples; pad < order.size(); pad++) {
      List<Integer> before = order.subList(0, pad);
      int leastUse =
          shuffled.stream().mapToInt(id -> Collections.frequency(before, id)).min().orElseThrow();
      int expected =
          shuffled.stream()
              .filter(id -> Collections.frequency(before, id) == leastUse)
              .reduce((first, second) -> second)
              .orElseThrow();
      assertThat(order.get(pad)).isEqualTo(expected);
    }
  }

  @Test
  void takesFurtherMinibatchesOfAnIterationFromTheSameOrder() {
    RandomSource source = RandomSource.seeded(BigInteger.ONE);
    Draw first = sampler.draw(new Request(0, 0, 2, 4, null), source);

    Draw second = sampler.draw(new Request(0, 1, 2, 4, first.order()), source);
    Draw third = sampler.draw(new Request(0, 2, 2, 4, first.order()), source);

    assertThat(second.examples()).isEqualTo(first.order().examples().subList(2, 4));
    assertThat(third.examples()).isEqualTo(first.examples());
    assertThat(third.order()).isSameAs(first.order());
  }

  @Test
  void passesOverEpochsInWhichNothingWasDrawn() {
    RandomSource source = RandomSource.seeded(BigInteger.ONE);
    Draw first = sampler.draw(new Request(0, 0, 2, 4, null), source);

    Draw later = sampler.draw(new Request(7, 0, 2, 4, first.order()), source);

    assertThat(later.order().epoch()).isEqualTo(3);
    assertThat(later.examples()).isEqualTo(later.order().examples().subList(2, 4));
  }
}
