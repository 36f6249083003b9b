package dev.gepaserver.system;

import dev.gepaserver.common.Money;
import dev.gepaserver.evaluation.Webhooks;
import dev.gepaserver.journal.CallError;
import dev.gepaserver.journal.CallJournal;
import dev.gepaserver.journal.CallKey;
import dev.gepaserver.journal.Calls;
import dev.gepaserver.journal.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Asks the webhook for some rollouts in one request. Those whose result is missing or malformed are
 * asked for again, in a smaller request of its own bytes and id, so often in all as a malformed
 * answer is.
 */
final class WebhookBatch {

  /** What the journal calls such a call. */
  static final String KIND = "system";

  private final HttpSpec spec;
  private final boolean hasEvaluator;
  private final Webhooks webhooks;
  private final CallJournal journal;
  private final Map<CallKey, ToolCall> answered;
  private final String target;

  /**
   * Asks for one run.
   *
   * @param answered takes the answers, by any thread
   */
  WebhookBatch(
      HttpSpec spec,
      boolean hasEvaluator,
      Webhooks webhooks,
      CallJournal journal,
      Map<CallKey, ToolCall> answered) {
    this.spec = spec;
    this.hasEvaluator = hasEvaluator;
    this.webhooks = webhooks;
    this.journal = journal;
    this.answered = answered;
    this.target = Webhooks.target(spec.url());
  }

  /**
   * One rollout to be asked for.
   *
   * @param task its task
   * @param key its key in the journal
   * @param hash of what is asked
   */
  record Item(RolloutTask task, CallKey key, String hash) {}

  /**
   * Asks for all of them, at least one; what one request answers is journaled as soon as it is
   * there.
   */
  void ask(List<Item> items) {
    List<Open> open = items.stream().map(item -> new Open(item, 0, 0, 0)).toList();
    int asked = 0;
    while (!open.isEmpty()) {
      List<RolloutTask> tasks = open.stream().map(o -> o.item.task).toList();
      List<String> ids = tasks.stream().map(task -> task.example().id()).toList();
      Webhooks.Answer<WebhookResults> answer =
          webhooks.ask(
              new Calls(journal, open.stream().map(o -> o.item.key).toList()),
              WebhookRequest.of(spec, journal.jobId(), tasks),
              json -> WebhookResults.read(json, ids),
              asked);
      asked = answer.asked();
      open = take(open, answer);
    }
  }

  /** Takes what can be used, or has to be; gives what is to be asked for again. */
  private List<Open> take(List<Open> open, Webhooks.Answer<WebhookResults> answer) {
    List<Open> again = new ArrayList<>();
    List<ToolCall> calls = new ArrayList<>();
    WebhookResults results = answer.value();
    for (Open o : open) {
      String id = o.item.task.example().id();
      long cost = results == null ? 0 : results.costNanos(id);
      Open now = o.after(answer.attempts(), answer.latencyMs(), cost);
      if (results == null) {
        calls.add(call(now, null, answer.error()));
        continue;
      }
      if (tooDear(cost)) {
        calls.add(call(now, null, tooDear(id, cost)));
        continue;
      }
      CallError fault = results.fault(id, hasEvaluator);
      if (fault != null && answer.asked() < Webhooks.MAX_ASKED) {
        again.add(now);
      } else {
        calls.add(call(now, fault == null ? results.result(id) : null, fault));
      }
    }
    if (!calls.isEmpty()) {
      record(calls);
    }
    return again;
  }

  private boolean tooDear(long nanos) {
    Long most = spec.maxCostNanosPerRollout();
    return most != null && nanos > most;
  }

  private CallError tooDear(String id, long nanos) {
    return new CallError(
        "cost-exceeded",
        "the webhook's result for example \"%s\" cost %s USD, more than maxCostPerRollout, %s"
            .formatted(id, Money.usd(nanos), spec.maxCostPerRollout()));
  }

  private ToolCall call(Open open, @Nullable JsonNode result, @Nullable CallError error) {
    return new ToolCall(
        open.item.key,
        open.item.hash,
        KIND,
        target,
        result,
        open.costNanos,
        open.latencyMs,
        open.attempts,
        error);
  }

  private void record(List<ToolCall> calls) {
    // Not waited for: whatever is recorded of these rollouts afterwards is durable later than this.
    var _ = journal.record(calls);
    calls.forEach(call -> answered.put(call.key(), call));
  }

  /** A rollout that has no answer yet, with what it has taken so far. */
  private record Open(Item item, int attempts, long latencyMs, long costNanos) {

    Open after(int moreAttempts, long moreMs, long moreNanos) {
      return new Open(item, attempts + moreAttempts, latencyMs + moreMs, costNanos + moreNanos);
    }
  }
}
