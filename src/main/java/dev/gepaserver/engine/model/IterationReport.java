package dev.gepaserver.engine.model;

import static dev.gepaserver.engine.model.Checks.atLeast;

import java.util.List;

/**
 * What one iteration did.
 *
 * @param iteration from 1; 0 for the roll-out of the roots
 * @param kind what it was
 * @param rolloutsBefore rollouts counted when it began; answers from the evaluation cache count
 *     nothing
 * @param rolloutsAfter rollouts counted when it ended
 * @param proposals in task order; none for the roots
 */
public record IterationReport(
    int iteration,
    IterationKind kind,
    long rolloutsBefore,
    long rolloutsAfter,
    List<Proposal> proposals) {

  /** Checks the ranges. */
  public IterationReport {
    atLeast(0, iteration, "An iteration");
    atLeast(0, rolloutsBefore, "A number of rollouts");
    atLeast(rolloutsBefore, rolloutsAfter, "The rollouts after an iteration");
    proposals = List.copyOf(proposals);
  }
}
