package dev.gepaserver.system;

import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.llm.ModelRef;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The specification of {@code agent}.
 *
 * @param type {@code agent}
 * @param model what is asked in every turn
 * @param messages what it is asked first; the contents are templates
 * @param tools what it may ask for, at least one
 * @param maxTurns how often it is asked in one rollout, at least 1
 * @param maxResultLength {@code char}s of a tool's result that the model is shown
 * @param allowExpected whether names of the evaluator's expected answer may stand in messages,
 *     descriptions and components
 */
record AgentSpec(
    String type,
    ModelRef model,
    List<ChatMessage> messages,
    List<AgentTool> tools,
    int maxTurns,
    int maxResultLength,
    boolean allowExpected)
    implements SystemSpec {

  /** Copies the lists. */
  AgentSpec {
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
  }

  @Override
  public List<ModelRef> modelsPerRollout() {
    return Collections.nCopies(maxTurns, model);
  }

  @Override
  public Set<UUID> corpora() {
    return only(AgentTool.Retrieve.class)
        .map(AgentTool.Retrieve::corpus)
        .collect(Collectors.toSet());
  }

  @Override
  public @Nullable Duration timeout() {
    return only(AgentTool.Http.class)
        .map(AgentTool.Http::timeout)
        .max(Comparator.naturalOrder())
        .orElse(null);
  }

  private <T extends AgentTool> Stream<T> only(Class<T> kind) {
    return tools.stream().filter(kind::isInstance).map(kind::cast);
  }
}
