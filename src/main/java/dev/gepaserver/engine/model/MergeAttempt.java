package dev.gepaserver.engine.model;

import static dev.gepaserver.engine.model.Checks.check;

import java.util.List;

/**
 * A merge that was put together and tried: neither its ancestor nor its description is tried again
 * for the same pair.
 *
 * @param first the parent with the lower index
 * @param second the other parent
 * @param ancestor a common ancestor of both
 * @param owners the description: for each component, in order, the parent whose text was taken
 */
public record MergeAttempt(int first, int second, int ancestor, List<Integer> owners) {

  /** Checks the order of the three and that every owner is a parent. */
  public MergeAttempt {
    owners = List.copyOf(owners);
    check(
        0 <= ancestor && ancestor < first && first < second,
        "A merge of %s and %s with the ancestor %s",
        first,
        second,
        ancestor);
    for (int owner : owners) {
      check(owner == first || owner == second, "%s is no parent of this merge", owner);
    }
  }
}
