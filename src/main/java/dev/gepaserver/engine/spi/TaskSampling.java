package dev.gepaserver.engine.spi;

import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** Decides which parents and minibatches one iteration looks at. */
public interface TaskSampling {

  /**
   * Makes the tasks. All draws of the iteration happen in the order in which this method asks.
   *
   * @param parent chooses a parent
   * @param minibatch chooses a minibatch
   */
  List<Task> sample(IntSupplier parent, Supplier<List<Integer>> minibatch);

  /** How many tasks an iteration has. */
  int tasks();

  /**
   * A parent and a minibatch.
   *
   * @param parent the candidate's index
   * @param minibatch positions of training examples
   */
  record Task(int parent, List<Integer> minibatch) {

    /** Copies the minibatch. */
    public Task {
      minibatch = List.copyOf(minibatch);
    }
  }
}
