package dev.gepaserver.journal;

/**
 * Where in a job a call is made: one rollout, or one reflection dialogue. The calls made in it
 * differ by their path.
 *
 * @param journal the run's record
 * @param iteration as in {@link CallKey}
 * @param stage as in {@link CallKey}
 * @param task as in {@link CallKey}
 * @param position as in {@link CallKey}
 */
public record CallScope(CallJournal journal, int iteration, String stage, int task, int position) {

  /** The key of one call made here. */
  public CallKey key(String call) {
    return new CallKey(iteration, stage, task, position, call);
  }

  /** A stable, readable id of the rollout made here, unique in its job: {@code 3.child.0.2}. */
  public String rolloutId() {
    return iteration + "." + stage + "." + task + "." + position;
  }
}
