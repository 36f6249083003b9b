package dev.gepaserver.engine.model;

import static dev.gepaserver.engine.model.Checks.atLeast;

import java.util.List;

/**
 * The order in which minibatches are taken from the training set during one epoch.
 *
 * @param epoch the epoch it was made for, from 0
 * @param examples positions of training examples, padded to a multiple of the minibatch size
 */
public record SamplerOrder(long epoch, List<Integer> examples) {

  /** Checks the ranges. */
  public SamplerOrder {
    atLeast(0, epoch, "An epoch");
    examples = Checks.positions(examples, "A training example");
    atLeast(1, examples.size(), "The length of a minibatch order");
  }
}
