package dev.gepaserver.llm.ollama;

import dev.gepaserver.common.Json;
import dev.gepaserver.journal.AttemptFailedException;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.journal.Usage;
import dev.gepaserver.llm.KnownOptions;
import dev.gepaserver.llm.ModelRef;
import dev.gepaserver.llm.ModelRequest;
import dev.gepaserver.llm.Reply;
import dev.gepaserver.llm.chat.Dialect;
import dev.gepaserver.llm.chat.Replies;
import dev.gepaserver.llm.chat.ToolTalk;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.ollama.api.OllamaChatOptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Ollama's {@code /api/chat}. */
final class OllamaDialect implements Dialect {

  /** Names that stand beside {@code options}; all others stand in it. */
  private static final Set<String> OUTSIDE =
      Set.of("format", "keep_alive", "logprobs", "think", "tools", "top_logprobs");

  private static final String THINKING = "thinking";

  static final KnownOptions OPTIONS =
      KnownOptions.all()
          .withEfforts(List.of("low", "medium", "high"))
          .withTwin("num_predict", "maxTokens")
          .withTwin("stop", "stop")
          .withNames(OUTSIDE)
          .withTwin("think", "reasoningEffort")
          .withTwin("format", "jsonMode")
          .withNames(
              List.of(
                  "draft_num_predict",
                  "frequency_penalty",
                  "main_gpu",
                  "min_p",
                  "mirostat",
                  "mirostat_eta",
                  "mirostat_tau",
                  "num_batch",
                  "num_ctx",
                  "num_gpu",
                  "num_keep",
                  "num_thread",
                  "penalize_newline",
                  "presence_penalty",
                  "repeat_last_n",
                  "repeat_penalty",
                  "top_k",
                  "typical_p",
                  "use_mmap"));

  @Override
  public ChatOptions options(ModelRef model) {
    return OllamaChatOptions.builder().model(model.model()).build();
  }

  @Override
  public ObjectNode body(ModelRef model) {
    ObjectNode body = Json.object();
    ObjectNode options = Json.object();
    if (model.temperature() != null) {
      options.put("temperature", model.temperature());
    }
    if (model.topP() != null) {
      options.put("top_p", model.topP());
    }
    if (model.maxTokens() != null) {
      options.put("num_predict", model.maxTokens());
    }
    if (model.seed() != null) {
      options.put("seed", model.seed());
    }
    if (model.stop() != null) {
      options.set("stop", Json.tree(model.stop()));
    }
    if (model.reasoningEffort() != null) {
      body.put("think", model.reasoningEffort());
    }
    if (Boolean.TRUE.equals(model.jsonMode())) {
      body.put("format", "json");
    }
    if (model.options() != null) {
      model
          .options()
          .forEach((name, value) -> (OUTSIDE.contains(name) ? body : options).set(name, value));
    }
    if (!options.isEmpty()) {
      body.set("options", options);
    }
    return body;
  }

  @Override
  public @Nullable Consumer<ObjectNode> completion() {
    return OllamaDialect::complete;
  }

  /** Spring AI tells why a reply ended only where all its tokens are counted. */
  private static void complete(ObjectNode answer) {
    for (String count : List.of("prompt_eval_count", "eval_count")) {
      if (!answer.path(count).isIntegralNumber()) {
        answer.put(count, 0);
      }
    }
  }

  /** Models that think go on from their thoughts. */
  @Override
  public @Nullable JsonNode state(ObjectNode answer) {
    JsonNode thoughts = answer.path("message").path(THINKING);
    return thoughts.isString() ? Json.object().set(THINKING, thoughts) : null;
  }

  /** Spring AI does not tell which tool a result is of. */
  @Override
  public void adapt(ObjectNode body, ModelRequest request) {
    ToolTalk.schemas(
        body.path("tools").valueStream().map(tool -> tool.path("function")),
        request.tools(),
        "parameters");
    Iterator<String> names =
        request.messages().stream().map(ChatMessage::toolName).filter(Objects::nonNull).iterator();
    List<ObjectNode> turns = new ArrayList<>();
    for (JsonNode message : body.path("messages")) {
      if (message instanceof ObjectNode turn && !message.path("tool_calls").isEmpty()) {
        turns.add(turn);
      } else if (message instanceof ObjectNode result
          && message.path("role").asString("").equals("tool")
          && names.hasNext()) {
        result.put("tool_name", ToolTalk.speakable(names.next()));
      }
    }
    ToolTalk.restore(
        turns, request.messages(), (turn, state) -> turn.set(THINKING, state.path(THINKING)));
  }

  @Override
  public Usage usage(ObjectNode answer) {
    return Replies.usage(
        answer.path("prompt_eval_count"), Json.tree(0), Json.tree(0), answer.path("eval_count"));
  }

  @Override
  public Reply reply(ChatResponse response) throws AttemptFailedException {
    Generation generation = Replies.first(response);
    var usage = response.getMetadata().getUsage();
    return new Reply(
        Replies.text(generation),
        finishReason(generation.getMetadata().getFinishReason()),
        Replies.tokens(usage.getPromptTokens()),
        0,
        0,
        Replies.tokens(usage.getCompletionTokens()));
  }

  private static String finishReason(@Nullable String reason) {
    return switch (reason == null ? "" : reason) {
      case "stop" -> "stop";
      case "length" -> "length";
      default -> "other";
    };
  }
}
