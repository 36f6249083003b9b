package dev.gepaserver.system;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Names;
import dev.gepaserver.engine.model.Excerpt;
import dev.gepaserver.evaluation.Evaluator;
import dev.gepaserver.journal.CallError;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.journal.ModelCall;
import dev.gepaserver.journal.Role;
import dev.gepaserver.journal.ToolRequest;
import dev.gepaserver.llm.ModelRequest;
import dev.gepaserver.llm.Models;
import dev.gepaserver.llm.OfferedTool;
import java.time.Duration;
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

  private static final int SHOWN_REFUSAL = 300;

  /** So many characters replies, calls and results of a rollout may have together. */
  static final int LONGEST_TALK = 1_000_000;

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

  /** Begins a rollout. */
  Watched.Rollout open(RolloutTask task) {
    AgentRun run = new AgentRun(task, prompts);
    return new Watched.Rollout() {

      @Override
      public RolloutOutcome finish() {
        return rollOut(task, run);
      }

      @Override
      public RolloutOutcome late(CallError error, Duration after) {
        AgentRun late = run.late();
        return Outcomes.failedWith(task, late.answered().after(after), error, late::records);
      }
    };
  }

  private RolloutOutcome rollOut(RolloutTask task, AgentRun run) {
    AgentTurn last;
    try {
      last = work(task, run);
    } catch (CallFailedException.Faulty e) {
      run.lost(e);
      return failed(task, run, run.turns() + 1, new CallError(e.code(), Outcomes.detail(e)));
    }
    if ("refused".equals(last.call().finishReason())) {
      String detail =
          "the model refused to answer: " + Names.abbreviated(last.reply(), SHOWN_REFUSAL);
      return failed(task, run, run.turns(), new CallError("refused", detail));
    }
    boolean answered = last.requests().isEmpty();
    JsonNode output = Json.tree(answered ? last.reply() : "");
    String remark =
        answered
            ? ReplyRemark.on(last.call(), spec.model().maxTokens())
            : "The agent used up all of its turns (maxTurns, %d) without an answer."
                .formatted(spec.maxTurns());
    run.output(output);
    return Outcomes.evaluatedWith(
        task,
        run.answered(),
        output,
        ReplyRemark.before(
            evaluator, joined(run.cut(spec.model().maxTokens()), run.remark(), remark)),
        run::records);
  }

  /** Takes turn after turn; gives the last one. */
  private AgentTurn work(RolloutTask task, AgentRun run) {
    PromptValues values = PromptValues.of(task.example());
    Room room = new Room("what the model is told at first");
    List<OfferedTool> tools = prompts.tools(task.texts(), values, room);
    List<ChatMessage> talk = new ArrayList<>(prompts.messages(task.texts(), values));
    talk.forEach(message -> room.take(message.content()));
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
      callTools(task, path, run, turn, talk);
    }
  }

  private void callTools(
      RolloutTask task, String path, AgentRun run, AgentTurn turn, List<ChatMessage> talk) {
    int place = 0;
    for (ToolRequest request : turn.requests()) {
      place++;
      task.scope().journal().goOn();
      ToolResult result =
          place <= MOST_CALLS_A_TURN
              ? call(task, path + "/tool-" + place, run, request)
              : ToolResult.refused(
                  "not called; at most %d calls at once are made".formatted(MOST_CALLS_A_TURN),
                  "The model asked for more than %d calls at once.".formatted(MOST_CALLS_A_TURN));
      turn.called(request, result);
      talk.add(ChatMessage.result(request, result.text()));
    }
  }

  private ToolResult call(RolloutTask task, String path, AgentRun run, ToolRequest request) {
    long room = LONGEST_TALK - run.length();
    return room < Excerpt.SHORTEST
        ? ToolResult.refused(
            "not called; the conversation has the %d characters that it may have"
                .formatted(LONGEST_TALK),
            "The conversation became too long to call the tool %s.".formatted(request.name()))
        : caller.call(task.scope(), path, request).within((int) room);
  }

  private static RolloutOutcome failed(
      RolloutTask task, AgentRun run, int turn, CallError failure) {
    CallError error =
        new CallError(failure.code(), "turn %d: %s".formatted(turn, failure.detail()));
    return Outcomes.failedWith(task, run.answered(), error, run::records);
  }

  private static @Nullable String joined(@Nullable String... remarks) {
    String all = Stream.of(remarks).filter(Objects::nonNull).collect(Collectors.joining("\n"));
    return all.isEmpty() ? null : all;
  }
}
