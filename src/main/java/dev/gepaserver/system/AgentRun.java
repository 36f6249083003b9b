package dev.gepaserver.system;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Storable;
import dev.gepaserver.engine.model.ReflectionRecord;
import dev.gepaserver.evaluation.Feedback;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.journal.ModelCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One rollout of an agent: what it has done so far. Thread-safe. */
final class AgentRun {

  private static final int REMARKS = 3;

  private final RolloutTask task;
  private final AgentPrompts prompts;
  private final List<AgentTurn> turns = new ArrayList<>();
  private List<ChatMessage> first = List.of();
  private @Nullable JsonNode output;
  private long lostMs;
  private int lostAttempts;

  AgentRun(RolloutTask task, AgentPrompts prompts) {
    this.task = task;
    this.prompts = prompts;
  }

  /** It begins with these messages. */
  synchronized void begin(List<ChatMessage> messages) {
    first = List.copyOf(messages);
  }

  /** Another reply is there. */
  synchronized AgentTurn asked(ModelCall call) {
    AgentTurn turn = new AgentTurn(call);
    turns.add(turn);
    return turn;
  }

  /** How many replies there are. */
  synchronized int turns() {
    return turns.size();
  }

  /** Characters of the conversation after its first messages. */
  long length() {
    return turns.stream().mapToLong(AgentTurn::length).sum();
  }

  /** The model did not reply. */
  synchronized void lost(CallFailedException.Faulty failure) {
    lostMs += failure.latencyMs();
    lostAttempts += failure.attempts();
  }

  /** The agent is done, and this came of it. */
  synchronized void output(JsonNode value) {
    output = value;
  }

  /** What was done up to now, whatever this run does from here on. */
  synchronized AgentRun late() {
    AgentRun copy = new AgentRun(task, prompts);
    copy.first = first;
    turns.forEach(turn -> copy.turns.add(turn.copy()));
    copy.output = output;
    copy.lostMs = lostMs;
    copy.lostAttempts = lostAttempts;
    return copy;
  }

  /** What the agent did as a whole. */
  synchronized Answered answered() {
    ObjectNode trace = Json.object();
    trace.set("messages", Json.tree(first));
    ArrayNode all = trace.putArray("turns");
    long cost = 0;
    long latency = lostMs;
    int attempts = lostAttempts;
    for (AgentTurn turn : turns) {
      all.add(turn.json());
      cost += turn.costNanos();
      latency += turn.latencyMs();
      attempts += turn.attempts();
    }
    return new Answered(output, Storable.json(trace), cost, latency, Math.max(1, attempts));
  }

  /**
   * What reflection is told of replies that ask for tools and were cut off; null where none was.
   *
   * @param maxTokens null where there is no limit
   */
  synchronized @Nullable String cut(@Nullable Integer maxTokens) {
    List<String> remarks = new ArrayList<>();
    for (int i = 0; i < turns.size(); i++) {
      AgentTurn turn = turns.get(i);
      if (!turn.requests().isEmpty() && "length".equals(turn.call().finishReason())) {
        remarks.add("Turn %d: %s".formatted(i + 1, ReplyRemark.on(turn.call(), maxTokens)));
      }
    }
    return remarks.isEmpty() ? null : String.join("\n", remarks);
  }

  /** What reflection is told of calls that went wrong, the first few; null where none did. */
  synchronized @Nullable String remark() {
    List<String> faults =
        turns.stream()
            .flatMap(turn -> turn.called().stream())
            .map(AgentTurn.Called::result)
            .filter(Objects::nonNull)
            .map(ToolResult::fault)
            .filter(Objects::nonNull)
            .toList();
    if (faults.isEmpty()) {
      return null;
    }
    String told = String.join("\n", faults.subList(0, Math.min(REMARKS, faults.size())));
    return faults.size() <= REMARKS
        ? told
        : told + "\n%d more calls failed.".formatted(faults.size() - REMARKS);
  }

  /**
   * For each component of the messages all turns, for each component that describes tools the calls
   * of those, with the feedback on the whole; texts of components are no part of it.
   */
  synchronized Map<String, ReflectionRecord> records(Feedback feedback) {
    Map<String, ReflectionRecord> records = new LinkedHashMap<>();
    for (String component : task.texts().names()) {
      String told = feedback.forComponent(component);
      if (told == null) {
        continue;
      }
      Map<String, @Nullable Object> values = new LinkedHashMap<>();
      values.put("Inputs", inputs(component));
      if (prompts.inMessages(component)) {
        values.put("Turns", turns.stream().map(AgentTurn::values).toList());
      }
      List<String> described = prompts.described(component);
      if (!described.isEmpty()) {
        values.put("Tool Calls", calls(described));
      }
      if (output != null) {
        values.put("Generated Outputs", PlainValues.of(output));
      }
      values.put("Feedback", told);
      records.put(component, new ReflectionRecord(values));
    }
    return records;
  }

  private Map<String, @Nullable Object> calls(List<String> tools) {
    Map<String, @Nullable Object> calls = new LinkedHashMap<>();
    for (String tool : tools) {
      List<Map<String, @Nullable Object>> made =
          turns.stream()
              .flatMap(turn -> turn.called().stream())
              .filter(called -> called.request().name().equals(tool))
              .map(AgentTurn.Called::values)
              .toList();
      calls.put(tool, made.isEmpty() ? "The tool was not called." : made);
    }
    return calls;
  }

  private Map<String, @Nullable Object> inputs(String component) {
    Set<String> names = new LinkedHashSet<>(prompts.inputs(component));
    Map<String, @Nullable Object> inputs = new LinkedHashMap<>();
    for (String name : names) {
      JsonNode value = Json.find(task.example().data(), name);
      if (value != null) {
        inputs.put(name, PlainValues.of(value));
      }
    }
    return inputs;
  }
}
