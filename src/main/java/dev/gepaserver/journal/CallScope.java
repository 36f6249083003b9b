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
 * @param part which of several that call alike, such as the evaluators of a composite; empty where
 *     there is one
 */
public record CallScope(
    CallJournal journal, int iteration, String stage, int task, int position, String part) {

  /** Where there is one caller only. */
  public CallScope(CallJournal journal, int iteration, String stage, int task, int position) {
    this(journal, iteration, stage, task, position, "");
  }

  /** The same place in another journal. */
  public CallScope in(CallJournal other) {
    return new CallScope(other, iteration, stage, task, position, part);
  }

  /** The same place for one of several callers. */
  public CallScope of(String caller) {
    return new CallScope(journal, iteration, stage, task, position, caller);
  }

  /**
   * The key of one call made here. The part stands behind the first word of the path: {@code
   * judge/sample-2} of part {@code style} is {@code judge/style/sample-2}.
   */
  public CallKey key(String call) {
    return new CallKey(iteration, stage, task, position, path(call));
  }

  /** A stable, readable id of the rollout made here, unique in its job: {@code 3.child.0.2}. */
  public String rolloutId() {
    return iteration + "." + stage + "." + task + "." + position;
  }

  private String path(String call) {
    if (part.isEmpty()) {
      return call;
    }
    int slash = call.indexOf('/');
    return slash < 0
        ? call + "/" + part
        : call.substring(0, slash) + "/" + part + call.substring(slash);
  }
}
