package dev.gepaserver.job;

import dev.gepaserver.engine.Root;
import java.util.List;
import java.util.UUID;

/**
 * Where a new job comes from.
 *
 * @param source the job it was forked from
 * @param candidates indices of the source's candidates; none where the source had none yet
 * @param roots what they are in the new job, in the same order
 */
public record Fork(UUID source, List<Integer> candidates, List<Root> roots) {

  /** Copies the lists. */
  public Fork {
    candidates = List.copyOf(candidates);
    roots = List.copyOf(roots);
  }
}
