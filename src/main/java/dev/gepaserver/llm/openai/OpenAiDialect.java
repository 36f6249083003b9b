package dev.gepaserver.llm.openai;

import com.openai.models.completions.CompletionUsage;
import dev.gepaserver.common.Json;
import dev.gepaserver.journal.AttemptFailedException;
import dev.gepaserver.journal.Usage;
import dev.gepaserver.llm.ModelRef;
import dev.gepaserver.llm.ModelRequest;
import dev.gepaserver.llm.Reply;
import dev.gepaserver.llm.chat.Dialect;
import dev.gepaserver.llm.chat.Replies;
import dev.gepaserver.llm.chat.ToolTalk;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.openai.OpenAiChatOptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** OpenAI's chat completions, with a preset's own names. */
final class OpenAiDialect implements Dialect {

  /** Words of Together and Mistral for why a reply ended, by the protocol's own. */
  private static final Map<String, String> FINISH_WORDS =
      Map.of("eos", "stop", "model_length", "length");

  private static final Set<String> OWN_WORDS = Set.of("together", "mistral");

  private static final String CALLS = "tool_calls";
  private static final String EXTRA = "extra_content";
  private static final List<String> THOUGHTS = List.of("reasoning_content", "reasoning_details");

  private final OpenAiChatOptions nothing;
  private final Preset preset;
  private final String tokensField;

  /**
   * Speaks to one address.
   *
   * @param nothing the chat model's own options, from which all others begin
   * @param tokensField the body's name of {@code maxTokens} there
   */
  OpenAiDialect(OpenAiChatOptions nothing, Preset preset, String tokensField) {
    this.nothing = nothing;
    this.preset = preset;
    this.tokensField = tokensField;
  }

  @Override
  public ChatOptions options(ModelRef model) {
    OpenAiChatOptions.Builder options = (OpenAiChatOptions.Builder) nothing.mutate();
    options.model(model.model());
    Map<String, Object> body = new LinkedHashMap<>();
    put(body, "temperature", model.temperature());
    put(body, "top_p", model.topP());
    put(body, tokensField, model.maxTokens());
    put(body, preset.seedField(), model.seed());
    put(body, "stop", model.stop());
    putEffort(body, model.reasoningEffort());
    if (Boolean.TRUE.equals(model.jsonMode())) {
      body.put("response_format", Map.of("type", "json_object"));
    }
    if (model.options() != null) {
      model.options().forEach((name, value) -> body.put(name, plain(value)));
    }
    if (!body.isEmpty()) {
      options.extraBody(body);
    }
    return options.build();
  }

  /** Nothing: Spring AI passes all of it on. */
  @Override
  public ObjectNode body(ModelRef model) {
    return Json.object();
  }

  @Override
  public @Nullable Consumer<ObjectNode> completion() {
    return OWN_WORDS.contains(preset.name()) ? OpenAiDialect::translate : null;
  }

  /** The SDK loses words that it does not know. */
  private static void translate(ObjectNode answer) {
    for (JsonNode choice : answer.path("choices")) {
      String ours = FINISH_WORDS.get(choice.path("finish_reason").asString(""));
      if (ours != null && choice instanceof ObjectNode object) {
        object.put("finish_reason", ours);
      }
    }
  }

  /** Servers of models that think want their thoughts, or signatures of them, back. */
  @Override
  public @Nullable JsonNode state(ObjectNode answer) {
    JsonNode message = answer.path("choices").path(0).path("message");
    ObjectNode state = Json.object();
    for (String thoughts : THOUGHTS) {
      if (message.hasNonNull(thoughts)) {
        state.set(thoughts, message.get(thoughts));
      }
    }
    JsonNode calls = message.path(CALLS);
    if (calls.valueStream().anyMatch(call -> call.hasNonNull(EXTRA))) {
      ArrayNode extras = state.putArray(EXTRA);
      calls.forEach(call -> extras.add(call.path(EXTRA)));
    }
    return state.isEmpty() ? null : state;
  }

  /** Spring AI writes into schemas what does not belong there. */
  @Override
  public void adapt(ObjectNode body, ModelRequest request) {
    ToolTalk.schemas(
        body.path("tools").valueStream().map(tool -> tool.path("function")),
        request.tools(),
        "parameters");
    List<ObjectNode> turns = new ArrayList<>();
    for (JsonNode message : body.path("messages")) {
      if (message instanceof ObjectNode turn && message.has(CALLS)) {
        turns.add(turn);
      }
    }
    ToolTalk.restore(turns, request.messages(), OpenAiDialect::restore);
  }

  private static void restore(ObjectNode turn, JsonNode state) {
    for (String thoughts : THOUGHTS) {
      if (state.has(thoughts)) {
        turn.set(thoughts, state.get(thoughts));
      }
    }
    for (int i = 0; i < state.path(EXTRA).size(); i++) {
      JsonNode extra = state.path(EXTRA).get(i);
      if (extra.isObject() && turn.path(CALLS).path(i) instanceof ObjectNode call) {
        call.set(EXTRA, extra);
      }
    }
  }

  @Override
  public Usage usage(ObjectNode answer) {
    JsonNode told = answer.path("usage");
    return Replies.usage(
        told.path("prompt_tokens"),
        told.path("prompt_tokens_details").path("cached_tokens"),
        told.path("completion_tokens_details").path("reasoning_tokens"),
        told.path("completion_tokens"));
  }

  @Override
  public Reply reply(ChatResponse response) throws AttemptFailedException {
    Generation generation = Replies.first(response);
    String text = Replies.text(generation);
    String finish = finishReason(generation.getMetadata().getFinishReason());
    if (text.isEmpty()
        && generation.getOutput().getMetadata().get("refusal") instanceof String refusal
        && !refusal.isEmpty()) {
      text = refusal;
      finish = "refused";
    }
    var usage = response.getMetadata().getUsage();
    return new Reply(
        text,
        finish,
        Replies.tokens(usage.getPromptTokens()),
        Replies.tokens(usage.getCacheReadInputTokens()),
        reasoningTokens(usage.getNativeUsage()),
        Replies.tokens(usage.getCompletionTokens()));
  }

  private void putEffort(Map<String, Object> body, @Nullable String effort) {
    if (effort != null) {
      String[] path = preset.effortField().split("\\.", 2);
      body.put(path[0], path.length == 1 ? effort : Map.of(path[1], effort));
    }
  }

  private static void put(Map<String, Object> body, String name, @Nullable Object value) {
    if (value != null) {
      body.put(name, value);
    }
  }

  /** The SDK's JSON knows plain Java values only, not our trees. */
  private static @Nullable Object plain(JsonNode value) {
    return Json.MAPPER.convertValue(value, Object.class);
  }

  private static String finishReason(@Nullable String reason) {
    return switch (reason == null ? "" : reason.toLowerCase(Locale.ROOT)) {
      case "stop" -> "stop";
      case "length" -> "length";
      case "content_filter" -> "refused";
      case "tool_calls", "function_call" -> "tool_calls";
      default -> "other";
    };
  }

  private static long reasoningTokens(@Nullable Object nativeUsage) {
    return nativeUsage instanceof CompletionUsage usage
        ? usage
            .completionTokensDetails()
            .flatMap(CompletionUsage.CompletionTokensDetails::reasoningTokens)
            .orElse(0L)
        : 0;
  }
}
