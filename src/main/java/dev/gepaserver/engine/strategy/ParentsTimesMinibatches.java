package dev.gepaserver.engine.strategy;

import dev.gepaserver.engine.spi.TaskSampling;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Chooses some parents, and for each some minibatches.
 *
 * @param parents how often a parent is chosen, at least 1
 * @param minibatches how many minibatches each gets, at least 1
 */
record ParentsTimesMinibatches(int parents, int minibatches) implements TaskSampling {

  @Override
  public List<Task> sample(IntSupplier parent, Supplier<List<Integer>> minibatch) {
    List<Task> tasks = new ArrayList<>(tasks());
    for (int p = 0; p < parents; p++) {
      int chosen = parent.getAsInt();
      for (int n = 0; n < minibatches; n++) {
        tasks.add(new Task(chosen, minibatch.get()));
      }
    }
    return tasks;
  }

  @Override
  public int tasks() {
    return parents * minibatches;
  }
}
