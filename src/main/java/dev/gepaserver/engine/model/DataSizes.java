package dev.gepaserver.engine.model;

import static dev.gepaserver.engine.model.Checks.atLeast;

/**
 * How many examples there are.
 *
 * @param training training examples, at least 1
 * @param validation validation examples; 0 where none are given and the training set serves as both
 */
public record DataSizes(int training, int validation) {

  /** Checks the ranges. */
  public DataSizes {
    atLeast(1, training, "The number of training examples");
    atLeast(0, validation, "The number of validation examples");
  }

  /** How many examples a candidate is scored on, at least 1. */
  public int validationExamples() {
    return validation == 0 ? training : validation;
  }

  /** The split of the examples that candidates are scored on. */
  public Split validationSplit() {
    return validation == 0 ? Split.TRAIN : Split.VAL;
  }
}
