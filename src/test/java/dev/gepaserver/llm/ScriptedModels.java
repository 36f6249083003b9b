package dev.gepaserver.llm;

import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Json;
import dev.gepaserver.journal.CallError;
import dev.gepaserver.journal.CallKey;
import dev.gepaserver.journal.CallScope;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.journal.ModelCall;
import dev.gepaserver.journal.Role;
import dev.gepaserver.journal.Usage;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** Models that reply what a test says, journaled like real ones. */
public final class ScriptedModels implements Models {

  /** What every call used: 10 and 5 tokens for 1000 nano-dollars. */
  public static final Usage USAGE = new Usage(10, 0, 0, 5, 1_000L);

  private final Function<List<ChatMessage>, String> script;
  private final List<List<ChatMessage>> asked = new CopyOnWriteArrayList<>();
  private volatile String finishReason = "stop";

  /** Replies what the function makes of the messages; it may throw. */
  public ScriptedModels(Function<List<ChatMessage>, String> script) {
    this.script = script;
  }

  /** From now on replies end for this reason. */
  public ScriptedModels finishing(String reason) {
    finishReason = reason;
    return this;
  }

  /** The messages of each call that was not found in the journal. */
  public List<List<ChatMessage>> asked() {
    return List.copyOf(asked);
  }

  @Override
  public ModelCall ask(
      CallScope scope, String call, Role role, ModelRef model, List<ChatMessage> messages) {
    CallKey key = scope.key(call);
    String hash = Json.hash(messages);
    return scope
        .journal()
        .modelCall(key, hash)
        .orElseGet(() -> {
          asked.add(messages);
          ModelCall made =
              new ModelCall(
                  key,
                  hash,
                  role,
                  model.provider(),
                  model.model(),
                  messages,
                  script.apply(messages),
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
