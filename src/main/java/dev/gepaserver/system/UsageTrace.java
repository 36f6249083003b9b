package dev.gepaserver.system;

import dev.gepaserver.common.Json;
import dev.gepaserver.common.Money;
import dev.gepaserver.journal.Usage;
import tools.jackson.databind.node.ObjectNode;

/** What a model call used, as traces show it. */
final class UsageTrace {

  private UsageTrace() {}

  static ObjectNode of(Usage used) {
    ObjectNode usage = Json.object();
    usage.put("inputTokens", used.inputTokens());
    usage.put("cachedTokens", used.cachedTokens());
    usage.put("reasoningTokens", used.reasoningTokens());
    usage.put("outputTokens", used.outputTokens());
    usage.put("costUsd", Money.usd(used.costNanos()));
    return usage;
  }
}
