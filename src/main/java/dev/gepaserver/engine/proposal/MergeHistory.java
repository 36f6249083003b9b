package dev.gepaserver.engine.proposal;

import dev.gepaserver.engine.model.MergeAttempt;
import dev.gepaserver.engine.model.PersistentMap;
import java.util.ArrayList;
import java.util.List;

/** The merges that were tried in a job. Immutable; versions share structure. */
public final class MergeHistory {

  private static final MergeHistory EMPTY = new MergeHistory(PersistentMap.empty());

  private final PersistentMap<Pair, List<MergeAttempt>> attempts;

  private record Pair(int first, int second) {}

  private MergeHistory(PersistentMap<Pair, List<MergeAttempt>> attempts) {
    this.attempts = attempts;
  }

  /** Nothing was tried. */
  public static MergeHistory empty() {
    return EMPTY;
  }

  /** This history with one more attempt. */
  public MergeHistory with(MergeAttempt attempt) {
    List<MergeAttempt> more = new ArrayList<>(of(attempt.first(), attempt.second()));
    more.add(attempt);
    return new MergeHistory(
        attempts.with(new Pair(attempt.first(), attempt.second()), List.copyOf(more)));
  }

  /** Whether two candidates were merged by this ancestor before. */
  boolean hasAncestor(int first, int second, int ancestor) {
    return of(first, second).stream().anyMatch(attempt -> attempt.ancestor() == ancestor);
  }

  /** Whether two candidates were merged with the same owners before. */
  boolean hasOwners(int first, int second, List<Integer> owners) {
    return of(first, second).stream().anyMatch(attempt -> attempt.owners().equals(owners));
  }

  private List<MergeAttempt> of(int first, int second) {
    List<MergeAttempt> known = attempts.get(new Pair(first, second));
    return known == null ? List.of() : known;
  }
}
