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
    Map<UUID, Sum> sums = new LinkedHashMap<>();
    for (CallRow row : calls) {
      Sum sum = sums.computeIfAbsent(row.jobId(), Sum::new);
      switch (row) {
        case CallRow.OfModel ofModel -> sum.add(UsageDelta.of(row.jobId(), ofModel.call()));
        case CallRow.OfTool ofTool -> {
          sum.webhookCalls++;
          sum.webhookCostNanos += ofTool.call().costNanos();
        }
      }
    }
    for (RolloutRow row : rollouts) {
      if (!row.key().stage().equals(Stage.TEST.wireName())) {
        sums.computeIfAbsent(row.jobId(), Sum::new).rollouts++;
      }
    }
    for (UsageDelta mark : marks) {
      sums.computeIfAbsent(mark.jobId(), Sum::new).add(mark);
    }
    return sums.values().stream().map(Sum::delta).toList();
  }

  /** What is added to one job's counters; of what there are thousands, only the numbers. */
  private static final class Sum {

    private final UUID jobId;
    private UsageDelta others;
    private long rollouts;
    private long webhookCalls;
    private long webhookCostNanos;

    Sum(UUID jobId) {
      this.jobId = jobId;
      this.others = UsageDelta.none(jobId);
    }

    void add(UsageDelta delta) {
      others = others.plus(delta);
    }

    UsageDelta delta() {
      return others
          .plus(UsageDelta.rollouts(jobId, rollouts))
          .plus(UsageDelta.webhooks(jobId, webhookCalls, webhookCostNanos));
    }
  }
}
