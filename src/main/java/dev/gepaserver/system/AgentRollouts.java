package dev.gepaserver.system;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Json;
import dev.gepaserver.evaluation.Evaluator;
import dev.gepaserver.journal.CallError;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.journal.ModelCall;
import dev.gepaserver.journal.Role;
import dev.gepaserver.journal.ToolRequest;
import dev.gepaserver.llm.ModelRequest;
import dev.gepaserver.llm.Models;
import dev.gepaserver.llm.OfferedTool;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Rollouts of an agent: its model is asked, the tools that the reply asks for are called one after
 * another and their results told, until a reply asks for none, which is the output, or the turns
 * are used up. Calls are journaled under the paths {@code turn-3} (of the model) and {@code
 * turn-3/tool-1}.
 */
final class AgentRollouts {

  /** Of the calls that one reply asks for, so many are made. */
  static final int MOST_CALLS_A_TURN = 16;

  private final AgentSpec spec;
  private final Models models;
  private final AgentPrompts prompts;
  private final ToolCaller caller;
  private final Evaluator evaluator;

  AgentRollouts(
      AgentSpec spec, Models models, AgentPrompts prompts, ToolCaller caller, Evaluator evaluator) {
    this.spec = spec;
    this.models = models;
    this.prompts = prompts;
    this.caller = caller;
    this.evaluator = evaluator;
  }

  RolloutOutcome rollOut(RolloutTask task) {
    AgentRun run = new AgentRun(task, prompts);
    AgentTurn last;
    try {
      last = work(task, run);
    } catch (CallFailedException.Faulty e) {
      run.lost(e);
      return failed(task, run, run.turns() + 1, new CallError(e.code(), Outcomes.detail(e)));
    }
    if ("refused".equals(last.call().finishReason())) {
      String detail = "the model refused to answer: " + last.reply();
      return failed(task, run, run.turns(), new CallError("refused", detail));
    }
    boolean answered = last.requests().isEmpty();
    JsonNode output = Json.tree(answered ? last.reply() : "");
    String remark =
        answered
            ? ReplyRemark.on(last.call(), spec.model().maxTokens())
            : "The agent used up all of its turns (maxTurns, %d) without an answer."
                .formatted(spec.maxTurns());
    return Outcomes.evaluatedWith(
        task,
        run.answered(output),
        output,
        ReplyRemark.before(evaluator, joined(run.remark(), remark)),
        run::records);
  }

  /** Takes turn after turn; gives the last one. */
  private AgentTurn work(RolloutTask task, AgentRun run) {
    PromptValues values = PromptValues.of(task.example());
    List<OfferedTool> tools = prompts.tools(task.texts(), values);
    List<ChatMessage> talk = new ArrayList<>(prompts.messages(task.texts(), values));
    run.begin(talk);
    while (true) {
      task.scope().journal().goOn();
      String path = "turn-" + (run.turns() + 1);
      ModelCall call =
          models.ask(task.scope(), path, Role.TASK, new ModelRequest(spec.model(), talk, tools));
      AgentTurn turn = run.asked(call);
      if (turn.requests().isEmpty() || "refused".equals(call.finishReason())) {
        return turn;
      }
      if (run.turns() == spec.maxTurns()) {
        turn.requests().forEach(request -> turn.called(request, null));
        return turn;
      }
      talk.add(ChatMessage.assistant(turn.reply(), call.toolUse()));
      callTools(task, path, turn, talk);
    }
  }

  private void callTools(RolloutTask task, String path, AgentTurn turn, List<ChatMessage> talk) {
    int place = 0;
    for (ToolRequest request : turn.requests()) {
      place++;
      task.scope().journal().goOn();
      ToolResult result =
          place <= MOST_CALLS_A_TURN
              ? caller.call(task.scope(), path + "/tool-" + place, request)
              : ToolResult.refused(
                  "not called; at most %d calls at once are made".formatted(MOST_CALLS_A_TURN),
                  "The model asked for more than %d calls at once.".formatted(MOST_CALLS_A_TURN));
      turn.called(request, result);
      talk.add(ChatMessage.result(request, result.text()));
    }
  }

  private static RolloutOutcome failed(
      RolloutTask task, AgentRun run, int turn, CallError failure) {
    CallError error =
        new CallError(failure.code(), "turn %d: %s".formatted(turn, failure.detail()));
    return Outcomes.failedWith(task, run.answered(null), error, run::records);
  }

  private static @Nullable String joined(@Nullable String one, @Nullable String other) {
    String both = Stream.of(one, other).filter(Objects::nonNull).collect(Collectors.joining("\n"));
    return both.isEmpty() ? null : both;
  }
}
