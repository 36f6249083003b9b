package dev.gepaserver.llm;

import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Json;
import dev.gepaserver.journal.CallError;
import dev.gepaserver.journal.CallKey;
import dev.gepaserver.journal.CallScope;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.journal.ModelCall;
import dev.gepaserver.journal.Role;
import dev.gepaserver.journal.ToolRequest;
import dev.gepaserver.journal.ToolUse;
import dev.gepaserver.journal.Usage;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** Models that reply what a test says, journaled like real ones. */
public final class ScriptedModels implements Models {

  /** What every call used: 10 and 5 tokens for 1000 nano-dollars. */
  public static final Usage USAGE = new Usage(10, 0, 0, 5, 1_000L);

  private final Function<ModelRequest, Reply> script;
  private final List<ModelRequest> asked = new CopyOnWriteArrayList<>();
  private volatile String finishReason = "stop";

  /** Replies what the function makes of the messages; it may throw. */
  public ScriptedModels(Function<List<ChatMessage>, String> script) {
    this.script = request -> new Reply(script.apply(request.messages()), "", 0, 0, 0, 0);
  }

  private ScriptedModels(Script script) {
    this.script = script;
  }

  /** Replies what the function makes of a request with tools. */
  @FunctionalInterface
  public interface Script extends Function<ModelRequest, Reply> {}

  /** Replies, and asks for tools, as the script says; it may throw. */
  public static ScriptedModels calling(Script script) {
    return new ScriptedModels(script);
  }

  /** A reply for {@link #calling} that asks for tools. */
  public static Reply asking(String text, ToolRequest... calls) {
    return new Reply(text, "", 0, 0, 0, 0, new ToolUse(List.of(calls), null));
  }

  /** A reply for {@link #calling} that is an answer. */
  public static Reply answering(String text) {
    return new Reply(text, "", 0, 0, 0, 0);
  }

  /** From now on replies end for this reason. */
  public ScriptedModels finishing(String reason) {
    finishReason = reason;
    return this;
  }

  /** The messages of each call that was not found in the journal. */
  public List<List<ChatMessage>> asked() {
    return asked.stream().map(ModelRequest::messages).toList();
  }

  /** Each call that was not found in the journal. */
  public List<ModelRequest> requests() {
    return List.copyOf(asked);
  }

  @Override
  public ModelCall ask(CallScope scope, String call, Role role, ModelRequest request) {
    CallKey key = scope.key(call);
    String hash = Json.hash(request);
    return scope
        .journal()
        .modelCall(key, hash)
        .orElseGet(() -> {
          asked.add(request);
          Reply reply = script.apply(request);
          ModelCall made =
              new ModelCall(
                  key,
                  hash,
                  role,
                  request.model().provider(),
                  request.model().model(),
                  request.messages(),
                  reply.text(),
                  reply.toolUse(),
                  finishReason,
                  USAGE,
                  12,
                  2,
                  List.of(new CallError("overloaded", "503")),
                  null);
          scope.journal().record(made);
          return made;
        });
  }

  @Override
  public ModelRef read(Fields fields, String name) {
    JsonNode given = fields.raw(name);
    if (given == null) {
      fields.missing(name, "a model");
      return new ModelRef("none", "none", null, null, null, null, null);
    }
    if (given.isString()) {
      String[] parts = given.stringValue().split("/", 2);
      return new ModelRef(parts[0], parts[1], null, null, null, null, null);
    }
    Fields model = fields.objectOrEmpty(name);
    return new ModelRef(
        model.requiredText("provider", 100),
        model.requiredText("model", 100),
        model.number("temperature", 0, 2),
        null,
        null,
        null,
        null);
  }

  @Override
  public boolean simulated(ModelRef model) {
    return true;
  }
}
