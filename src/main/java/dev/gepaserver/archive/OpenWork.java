package dev.gepaserver.archive;

import dev.gepaserver.engine.model.ReflectionRecord;
import dev.gepaserver.journal.CallKey;
import dev.gepaserver.journal.ModelCall;
import dev.gepaserver.journal.ToolCall;
import java.util.Map;
import java.util.SortedMap;

/**
 * What a job had already done beyond its last finished iteration when a run took it up: it is
 * answered from here instead of being bought again.
 *
 * @param modelCalls answered model calls by key, without those of finished rollouts
 * @param toolCalls answered webhook and tool calls by key, without those of finished rollouts
 * @param rollouts finished rollouts by key, {@code call} empty
 * @param tests by candidate where in the job its held-out test was made, at this end or an earlier
 *     one; its calls and rollouts are among the others
 * @param lastSeq the greatest running number used by the job, 0 where none
 */
public record OpenWork(
    Map<CallKey, ModelCall> modelCalls,
    Map<CallKey, ToolCall> toolCalls,
    Map<CallKey, SavedRollout> rollouts,
    Map<Integer, TestPlace> tests,
    long lastSeq) {

  /**
   * Where a candidate's held-out test was made.
   *
   * @param iteration the last one finished then
   * @param task which of the candidates tested at that end
   */
  public record TestPlace(int iteration, int task) {}

  /**
   * A finished rollout.
   *
   * @param hash of the candidate's texts and the example
   * @param score finite
   * @param objectives by name
   * @param records by component
   * @param failed whether it failed
   */
  public record SavedRollout(
      String hash,
      double score,
      SortedMap<String, Double> objectives,
      Map<String, ReflectionRecord> records,
      boolean failed) {}
}
