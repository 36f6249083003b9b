package dev.gepaserver.engine.strategy;

import dev.gepaserver.engine.model.SamplerOrder;
import dev.gepaserver.engine.spi.MinibatchSampler;
import dev.gepaserver.engine.spi.RandomSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Takes minibatches one after another from a shuffled order of all training examples, which is made
 * anew with every epoch. The place follows from the iteration's number, so iterations that draw
 * nothing pass over theirs.
 */
final class EpochShuffledSampler implements MinibatchSampler {

  @Override
  public Draw draw(Request request, RandomSource random) {
    long base = (long) request.iteration() * request.size();
    SamplerOrder order = orderAt(base, request, random);
    int length = order.examples().size();
    // Both terms are multiples of the size, and so is the length: no minibatch wraps around.
    int start = (int) ((base + (long) request.drawnBefore() * request.size()) % length);
    return new Draw(order.examples().subList(start, start + request.size()), order);
  }

  private static SamplerOrder orderAt(long base, Request request, RandomSource random) {
    SamplerOrder last = request.order();
    if (last == null) {
      return new SamplerOrder(0, shuffled(request, random));
    }
    long epoch = base / last.examples().size();
    return epoch > last.epoch() ? new SamplerOrder(epoch, shuffled(request, random)) : last;
  }

  /** A new order, filled up to whole minibatches with the examples used least, the last first. */
  private static List<Integer> shuffled(Request request, RandomSource random) {
    int examples = request.trainingExamples();
    List<Integer> order =
        IntStream.range(0, examples).boxed().collect(Collectors.toCollection(ArrayList::new));
    random.shuffle(order);
    for (int pad = 0; order.size() % request.size() != 0; pad++) {
      order.add(order.get(examples - 1 - pad % examples));
    }
    return order;
  }
}
