package dev.gepaserver.engine.spi;

import dev.gepaserver.engine.model.SamplerOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Chooses the training examples that one proposal looks at. */
@FunctionalInterface
public interface MinibatchSampler {

  /** Draws one minibatch. */
  Draw draw(Request request, RandomSource random);

  /**
   * What is known when a minibatch is drawn.
   *
   * @param iteration the number of the iteration, from 0
   * @param drawnBefore minibatches drawn before in the same iteration
   * @param size examples in a minibatch, at least 1
   * @param trainingExamples how many there are, at least 1
   * @param order the order made before; null where none was
   */
  record Request(
      int iteration,
      int drawnBefore,
      int size,
      int trainingExamples,
      @Nullable SamplerOrder order) {}

  /**
   * A minibatch.
   *
   * @param examples positions of training examples; the same one may stand there twice
   * @param order the order it was taken from, to be given with the next request
   */
  record Draw(List<Integer> examples, @Nullable SamplerOrder order) {

    /** Copies the examples. */
    public Draw {
      examples = List.copyOf(examples);
    }
  }
}
