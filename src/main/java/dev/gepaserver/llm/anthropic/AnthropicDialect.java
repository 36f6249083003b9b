package dev.gepaserver.llm.anthropic;

import dev.gepaserver.common.Json;
import dev.gepaserver.journal.AttemptFailedException;
import dev.gepaserver.journal.Usage;
import dev.gepaserver.llm.KnownOptions;
import dev.gepaserver.llm.ModelRef;
import dev.gepaserver.llm.ModelRequest;
import dev.gepaserver.llm.Reply;
import dev.gepaserver.llm.chat.Dialect;
import dev.gepaserver.llm.chat.Replies;
import dev.gepaserver.llm.chat.ToolTalk;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Anthropic's messages. */
final class AnthropicDialect implements Dialect {

  /**
   * What is copied into a job that says nothing: the protocol wants a number, and a rewritten text
   * with the thoughts before it needs room.
   */
  static final int MAX_TOKENS = 16_000;

  /** What is asked for by jobs that were taken in before the number was copied into them. */
  private static final int MAX_TOKENS_BEFORE = 4096;

  private static final String TOOL_USE = "tool_use";
  private static final String CACHED = "cache_read_input_tokens";
  private static final Set<String> PLAIN_BLOCKS = Set.of("text", TOOL_USE);

  static final KnownOptions OPTIONS =
      KnownOptions.all()
          .withFields(Set.of("temperature", "maxTokens", "topP", "stop", "reasoningEffort"))
          .withHighestTemperature(1)
          .withEfforts(List.of("low", "medium", "high"))
          .withTwin("output_config", "reasoningEffort")
          .withTwin("stop_sequences", "stop")
          .withNames(
              List.of(
                  "cache_control",
                  "metadata",
                  "service_tier",
                  "thinking",
                  "tool_choice",
                  "tools",
                  "top_k"));

  @Override
  public ChatOptions options(ModelRef model) {
    return AnthropicChatOptions.builder()
        .model(model.model())
        .maxTokens(model.maxTokens() == null ? MAX_TOKENS_BEFORE : model.maxTokens())
        .build();
  }

  @Override
  public ObjectNode body(ModelRef model) {
    ObjectNode body = Json.object();
    if (model.temperature() != null) {
      body.put("temperature", model.temperature());
    }
    if (model.topP() != null) {
      body.put("top_p", model.topP());
    }
    if (model.stop() != null) {
      body.set("stop_sequences", Json.tree(model.stop()));
    }
    if (model.reasoningEffort() != null) {
      body.putObject("output_config").put("effort", model.reasoningEffort());
    }
    if (model.options() != null) {
      model.options().forEach(body::set);
    }
    return body;
  }

  @Override
  public @Nullable Consumer<ObjectNode> completion() {
    return AnthropicDialect::complete;
  }

  /**
   * Makes one text of the content, calls of tools left aside, which may have thoughts and several
   * texts, or be empty where the answer is a refusal; and one count of the input tokens, which are
   * told without those of the cache.
   */
  private static void complete(ObjectNode answer) {
    if (!(answer.get("content") instanceof ArrayNode content)) {
      return;
    }
    StringBuilder text = new StringBuilder();
    ArrayNode kept = Json.MAPPER.createArrayNode();
    ObjectNode whole = kept.addObject().put("type", "text");
    for (JsonNode block : content) {
      switch (type(block)) {
        case "text" -> text.append(block.path("text").asString(""));
        case TOOL_USE -> kept.add(block);
        default -> {}
      }
    }
    whole.put("text", text.toString());
    answer.set("content", kept);
    JsonNode told = answer.path("usage");
    ObjectNode usage = answer.putObject("usage");
    usage.put("input_tokens", input(told));
    usage.put(CACHED, told.path(CACHED).asLong(0));
    usage.put("output_tokens", told.path("output_tokens").asLong(0));
  }

  private static long input(JsonNode told) {
    return told.path("input_tokens").asLong(0)
        + told.path("cache_creation_input_tokens").asLong(0)
        + told.path(CACHED).asLong(0);
  }

  /** Spring AI passes on only part of a schema. */
  @Override
  public void adapt(ObjectNode body, ModelRequest request) {
    ToolTalk.schemas(body.path("tools").valueStream(), request.tools(), "input_schema");
    List<ObjectNode> turns = new ArrayList<>();
    for (JsonNode message : body.path("messages")) {
      if (message instanceof ObjectNode turn
          && message.path("content").valueStream().anyMatch(AnthropicDialect::isToolUse)) {
        turns.add(turn);
      }
    }
    ToolTalk.restore(turns, request.messages(), (turn, state) -> turn.set("content", state));
  }

  /** Thoughts are signed, and wanted back in their places. */
  @Override
  public @Nullable JsonNode state(ObjectNode answer) {
    JsonNode content = answer.path("content");
    boolean thoughts = content.valueStream().anyMatch(block -> !PLAIN_BLOCKS.contains(type(block)));
    return thoughts ? content.deepCopy() : null;
  }

  private static boolean isToolUse(JsonNode block) {
    return TOOL_USE.equals(type(block));
  }

  private static String type(JsonNode block) {
    return block.path("type").asString("");
  }

  @Override
  public Usage usage(ObjectNode answer) {
    JsonNode told = answer.path("usage");
    return Replies.usage(
        Json.tree(input(told)), told.path(CACHED), Json.tree(0), told.path("output_tokens"));
  }

  @Override
  public Reply reply(ChatResponse response) throws AttemptFailedException {
    Generation generation = Replies.first(response);
    var usage = response.getMetadata().getUsage();
    return new Reply(
        Replies.text(generation),
        finishReason(generation.getMetadata().getFinishReason()),
        Replies.tokens(usage.getPromptTokens()),
        Replies.tokens(usage.getCacheReadInputTokens()),
        0,
        Replies.tokens(usage.getCompletionTokens()));
  }

  private static String finishReason(@Nullable String reason) {
    return switch (reason == null ? "" : reason) {
      case "end_turn", "stop_sequence" -> "stop";
      case "max_tokens", "model_context_window_exceeded" -> "length";
      case "refusal" -> "refused";
      case "tool_use" -> "tool_calls";
      default -> "other";
    };
  }
}
