package dev.gepaserver.system;

import dev.gepaserver.common.Json;
import dev.gepaserver.common.Sha256;
import dev.gepaserver.evaluation.Evaluator;
import dev.gepaserver.evaluation.Webhooks;
import dev.gepaserver.journal.CallError;
import dev.gepaserver.journal.CallKey;
import dev.gepaserver.journal.ToolCall;
import dev.gepaserver.system.WebhookBatch.Item;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Rollouts by the user's webhook. Each rollout is a call of its own in the journal; those that have
 * no answer there yet are asked for in one request. The request is bounded by the timeout of
 * rollouts, and so is each evaluation by itself: a batch is not one rollout.
 */
final class HttpRollouts implements RunnableSystem {

  private final HttpSpec spec;
  private final @Nullable Evaluator evaluator;
  private final Webhooks webhooks;
  private final TimeLimit limit;
  private final int maxConcurrency;

  HttpRollouts(
      HttpSpec spec,
      @Nullable Evaluator evaluator,
      Webhooks webhooks,
      TimeLimit limit,
      int maxConcurrency) {
    this.spec = spec;
    this.evaluator = evaluator;
    this.webhooks = webhooks;
    this.limit = limit;
    this.maxConcurrency = maxConcurrency;
  }

  @Override
  public int batchSize() {
    return spec.batchSize();
  }

  @Override
  public boolean bounded() {
    return true;
  }

  @Override
  public void close() {
    limit.close();
  }

  @Override
  public List<RolloutOutcome> rollOut(List<RolloutTask> batch) {
    List<Item> open = new ArrayList<>();
    Map<CallKey, ToolCall> calls = new HashMap<>();
    Sha256 candidate = Sha256.of(Json.hash(batch.getFirst().texts().asMap()));
    for (RolloutTask task : batch) {
      CallKey key = task.scope().key("answer");
      String hash = candidate.with(task.example().json());
      task.scope()
          .journal()
          .toolCall(key, hash)
          .ifPresentOrElse(call -> calls.put(key, call), () -> open.add(new Item(task, key, hash)));
    }
    if (!open.isEmpty()) {
      calls.putAll(ask(open));
    }
    Function<RolloutTask, RolloutOutcome> score =
        task -> outcome(task, Objects.requireNonNull(calls.get(task.scope().key("answer"))));
    return evaluator == null
        ? batch.stream().map(score).toList()
        : Parallel.map(batch, maxConcurrency, score);
  }

  private Map<CallKey, ToolCall> ask(List<Item> open) {
    Map<CallKey, ToolCall> answered = new ConcurrentHashMap<>();
    CallError late =
        limit
            .within(
                open.getFirst().task().scope().journal(),
                journal -> {
                  new WebhookBatch(spec, evaluator != null, webhooks, journal, answered).ask(open);
                  return Optional.<CallError>empty();
                },
                Optional::of)
            .orElse(null);
    if (late != null) {
      open.forEach(item -> answered.putIfAbsent(item.key(), late(item, late)));
    }
    return answered;
  }

  /** What stands for a call whose answer nobody has waited for; never journaled. */
  private ToolCall late(Item item, CallError error) {
    return new ToolCall(
        item.key(),
        item.hash(),
        WebhookBatch.KIND,
        Webhooks.target(spec.url()),
        null,
        0,
        limit.timeout().toMillis(),
        1,
        error);
  }

  private RolloutOutcome outcome(RolloutTask task, ToolCall call) {
    JsonNode json = call.answer();
    if (json == null) {
      Answered nothing =
          new Answered(null, null, call.costNanos(), call.latencyMs(), call.attempts());
      CallError error = call.error();
      return Outcomes.failed(
          task, nothing, error == null ? new CallError("malformed", "no result") : error);
    }
    WebhookResult result = WebhookResult.of(json, task.texts().names());
    Answered answered =
        new Answered(
            result.output(), result.trace(), call.costNanos(), call.latencyMs(), call.attempts());
    JsonNode output = result.output();
    return evaluator == null || output == null
        ? Outcomes.scored(task, answered, result.scored().evaluation(), result.records())
        : limit.within(
            task.scope().journal(),
            journal ->
                Outcomes.evaluated(task.in(journal), answered, output, evaluator, result.records()),
            error -> Outcomes.failed(task, answered, error));
  }
}
