package dev.gepaserver.system;

import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Money;
import dev.gepaserver.engine.model.ReflectionRecord;
import dev.gepaserver.evaluation.ScoredResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One result of a webhook.
 *
 * @param scored score, objectives and feedback
 * @param output null where left out
 * @param records by component of the candidate, null where left out; records of other components
 *     are left aside
 * @param trace null where left out
 */
record WebhookResult(
    ScoredResult scored,
    @Nullable JsonNode output,
    @Nullable Map<String, ReflectionRecord> records,
    @Nullable JsonNode trace) {

  private static final double MAX_COST_USD = 1e6;

  /** Everything that is wrong with a result; empty where it can be used. */
  static List<String> faults(JsonNode json, boolean hasEvaluator) {
    Faults faults = new Faults();
    Fields fields = Fields.of(json, "", faults);
    ScoredResult.read(fields, !hasEvaluator);
    if (hasEvaluator && !fields.has("output")) {
      fields.missing("output", "what the evaluator is to score");
    }
    Fields records = fields.object("records");
    if (records != null) {
      for (String component : records.names()) {
        var _ = records.object(component);
      }
    }
    fields.number("costUsd", 0, MAX_COST_USD);
    return faults.all().stream().map(fault -> fault.pointer() + " " + fault.detail()).toList();
  }

  /** Reads a result that has no faults. */
  static WebhookResult of(JsonNode json, List<String> components) {
    Fields fields = Fields.of(json, "", new Faults());
    return new WebhookResult(
        ScoredResult.read(fields, false),
        fields.raw("output"),
        records(fields.raw("records"), components),
        fields.raw("trace"));
  }

  /** What a result says that it cost, nano-dollars; 0 where it says nothing or nothing sensible. */
  static long costNanos(JsonNode json) {
    Fields fields = Fields.of(json, "", new Faults());
    JsonNode cost = fields.raw("costUsd");
    return cost == null || fields.number("costUsd", 0, MAX_COST_USD) == null
        ? 0
        : Money.nanos(cost.decimalValue());
  }

  private static @Nullable Map<String, ReflectionRecord> records(
      @Nullable JsonNode given, List<String> components) {
    if (given == null) {
      return null;
    }
    Map<String, ReflectionRecord> records = new LinkedHashMap<>();
    for (String component : components) {
      JsonNode values = given.get(component);
      if (values != null && values.isObject()) {
        records.put(component, new ReflectionRecord(PlainValues.map(values)));
      }
    }
    return records;
  }
}
