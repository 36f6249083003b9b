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
 * @param modelCalls answered model calls by key
 * @param toolCalls answered webhook and tool calls by key
 * @param rollouts finished rollouts by key, {@code call} empty
 * @param lastSeq the greatest running number used by the job, 0 where none
 */
public record OpenWork(
    Map<CallKey, ModelCall> modelCalls,
    Map<CallKey, ToolCall> toolCalls,
    Map<CallKey, SavedRollout> rollouts,
    long lastSeq) {

  /**
   * A finished rollout.
   *
   * @param hash of the candidate's texts and the example
   * @param score finite
   * @param objectives by name
   * @param records by component
   */
  public record SavedRollout(
      String hash,
      double score,
      SortedMap<String, Double> objectives,
      Map<String, ReflectionRecord> records) {}
}
