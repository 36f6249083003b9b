package dev.gepaserver.journal;

/**
 * A key was found with another hash: the search asks something else than it did before. Two
 * histories are never mixed.
 */
public class ReplayDivergedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Makes one for a key. */
  public ReplayDivergedException(CallKey key) {
    super(
        "iteration %d, %s, task %d, position %d, call %s was asked something else before"
            .formatted(key.iteration(), key.stage(), key.task(), key.position(), key.call()));
  }
}
