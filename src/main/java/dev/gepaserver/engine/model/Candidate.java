package dev.gepaserver.engine.model;

import static dev.gepaserver.engine.model.Checks.atLeast;
import static dev.gepaserver.engine.model.Checks.check;

import java.util.List;

/**
 * One accepted set of texts.
 *
 * @param index from 0, in the order accepted; 0 is the seed
 * @param texts one text for every component
 * @param parents indices of earlier candidates: none for a root, one after a mutation, two
 *     (ascending) after a merge
 * @param origin how it came about
 * @param iteration the iteration that added it, from 1; 0 for a root
 * @param discoveredAt rollouts counted before its own validation rollouts; 0 for the seed
 * @param valScores its scores on the validation set
 */
public record Candidate(
    int index,
    Texts texts,
    List<Integer> parents,
    Origin origin,
    int iteration,
    long discoveredAt,
    ValScores valScores) {

  /** Checks that the number of parents fits the origin and that they are older. */
  public Candidate {
    atLeast(0, index, "The index of a candidate");
    atLeast(0, iteration, "The iteration of a candidate");
    atLeast(0, discoveredAt, "The rollouts at which a candidate was discovered");
    parents = Checks.positions(parents, "A parent's index");
    int expected =
        switch (origin) {
          case SEED -> 0;
          case MUTATION -> 1;
          case MERGE -> 2;
        };
    check(parents.size() == expected, "%s with the parents %s", origin, parents);
    for (int parent : parents) {
      check(parent < index, "Candidate %s cannot descend from %s", index, parent);
    }
  }

  /** The plain mean of its validation scores. */
  public double average() {
    return valScores.average();
  }
}
