package dev.gepaserver.run;

import dev.gepaserver.archive.CallRow;
import dev.gepaserver.archive.RolloutRow;
import dev.gepaserver.engine.model.Stage;
import dev.gepaserver.job.UsageDelta;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Sums up what a batch of rows adds to the counters of its jobs, so that these always equal the
 * ledger.
 */
final class UsageDeltas {

  private UsageDeltas() {}

  static List<UsageDelta> of(
      List<CallRow> calls, List<RolloutRow> rollouts, List<UsageDelta> marks) {
    Map<UUID, UsageDelta> deltas = new LinkedHashMap<>();
    for (CallRow row : calls) {
      UsageDelta delta =
          switch (row) {
            case CallRow.OfModel ofModel -> UsageDelta.of(row.jobId(), ofModel.call());
            case CallRow.OfTool ofTool -> UsageDelta.of(row.jobId(), ofTool.call());
          };
      deltas.merge(row.jobId(), delta, UsageDelta::plus);
    }
    for (RolloutRow row : rollouts) {
      if (!row.key().stage().equals(Stage.TEST.wireName())) {
        deltas.merge(row.jobId(), UsageDelta.rollouts(row.jobId(), 1), UsageDelta::plus);
      }
    }
    for (UsageDelta mark : marks) {
      deltas.merge(mark.jobId(), mark, UsageDelta::plus);
    }
    return List.copyOf(deltas.values());
  }
}
