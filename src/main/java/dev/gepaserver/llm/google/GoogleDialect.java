package dev.gepaserver.llm.google;

import dev.gepaserver.common.FoundJson;
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
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.google.genai.GoogleGenAiChatOptions;
import org.springframework.ai.google.genai.metadata.GoogleGenAiUsage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Gemini's {@code generateContent}. */
final class GoogleDialect implements Dialect {

  /** Names that stand beside {@code generationConfig}; all others stand in it. */
  private static final Set<String> OUTSIDE =
      Set.of("cachedContent", "safetySettings", "toolConfig", "tools");

  private static final String CALL = "functionCall";

  static final KnownOptions OPTIONS =
      KnownOptions.all()
          .withMostStops(5)
          .withTwin("maxOutputTokens", "maxTokens")
          .withTwin("stopSequences", "stop")
          .withTwin("thinkingConfig", "reasoningEffort")
          .withTwin("responseMimeType", "jsonMode")
          .withNames(OUTSIDE)
          .withNames(
              List.of(
                  "frequencyPenalty",
                  "logprobs",
                  "mediaResolution",
                  "presencePenalty",
                  "responseJsonSchema",
                  "responseLogprobs",
                  "responseSchema",
                  "topK"));

  @Override
  public ChatOptions options(ModelRef model) {
    return GoogleGenAiChatOptions.builder().model(model.model()).build();
  }

  @Override
  public ObjectNode body(ModelRef model) {
    ObjectNode body = Json.object();
    ObjectNode config = Json.object();
    if (model.temperature() != null) {
      config.put("temperature", model.temperature());
    }
    if (model.topP() != null) {
      config.put("topP", model.topP());
    }
    if (model.maxTokens() != null) {
      config.put("maxOutputTokens", model.maxTokens());
    }
    if (model.seed() != null) {
      config.put("seed", model.seed());
    }
    if (model.stop() != null) {
      config.set("stopSequences", Json.tree(model.stop()));
    }
    if (model.reasoningEffort() != null) {
      config.set("thinkingConfig", thinking(model.model(), model.reasoningEffort()));
    }
    if (Boolean.TRUE.equals(model.jsonMode())) {
      config.put("responseMimeType", "application/json");
    }
    if (model.options() != null) {
      model
          .options()
          .forEach((name, value) -> (OUTSIDE.contains(name) ? body : config).set(name, value));
    }
    if (!config.isEmpty()) {
      body.set("generationConfig", config);
    }
    return body;
  }

  /** Spring AI has defaults for temperature and topP that nobody asked for. */
  @Override
  public List<String> own() {
    return List.of("generationConfig");
  }

  /** Models before Gemini 3 know budgets of tokens only. */
  private static ObjectNode thinking(String model, String effort) {
    ObjectNode thinking = Json.object();
    if (!model.startsWith("gemini-2")) {
      return thinking.put("thinkingLevel", effort);
    }
    return thinking.put(
        "thinkingBudget",
        switch (effort) {
          case "minimal" -> 512;
          case "low" -> 1024;
          case "medium" -> 8192;
          default -> 24_576;
        });
  }

  @Override
  public @Nullable Consumer<ObjectNode> completion() {
    return GoogleDialect::complete;
  }

  /**
   * Spring AI fails where an answer has no content, or no version of the model, as those have that
   * were blocked, it takes thoughts for text, and drops text beside calls of tools: those become a
   * candidate of their own.
   */
  private static void complete(ObjectNode answer) {
    if (!answer.has("modelVersion")) {
      answer.put("modelVersion", "");
    }
    if (!answer.path("usageMetadata").isObject()) {
      answer.putObject("usageMetadata");
    }
    if (answer.path("candidates").isEmpty() && answer.path("promptFeedback").has("blockReason")) {
      answer.putArray("candidates").addObject().put("finishReason", "SAFETY");
    }
    ArrayNode calls = Json.MAPPER.createArrayNode();
    for (JsonNode candidate : answer.path("candidates")) {
      if (candidate instanceof ObjectNode object) {
        StringBuilder text = new StringBuilder();
        for (JsonNode part : object.path("content").path("parts")) {
          if (part.has(CALL)) {
            calls.addObject().set(CALL, part.get(CALL));
          } else if (!part.path("thought").asBoolean(false)) {
            text.append(part.path("text").asString(""));
          }
        }
        ObjectNode content = object.putObject("content").put("role", "model");
        ArrayNode parts = content.putArray("parts");
        parts.addObject().put("text", text.toString());
      }
    }
    if (!calls.isEmpty() && answer.get("candidates") instanceof ArrayNode candidates) {
      ObjectNode calling = candidates.addObject().put("finishReason", "STOP");
      calling.putObject("content").put("role", "model").set("parts", calls);
    }
  }

  /** Schemas go as they are, since Spring AI's own notion of them knows only part. */
  @Override
  public void adapt(ObjectNode body, ModelRequest request) {
    JsonNode declared = body.path("tools").path(0).path("functionDeclarations");
    declared.forEach(tool -> ((ObjectNode) tool).remove("parameters"));
    ToolTalk.schemas(declared.valueStream(), request.tools(), "parametersJsonSchema");
    List<ObjectNode> turns = new ArrayList<>();
    for (JsonNode content : body.path("contents")) {
      if (content instanceof ObjectNode turn
          && content.path("parts").valueStream().anyMatch(part -> part.has(CALL))) {
        turns.add(turn);
      }
    }
    ToolTalk.restore(turns, request.messages(), (turn, state) -> turn.set("parts", state));
    identify(body.path("contents"));
  }

  /** Results bear the ids of the calls that they answer, where those have some. */
  private static void identify(JsonNode contents) {
    for (int i = 1; i < contents.size(); i++) {
      List<JsonNode> calls =
          contents.get(i - 1).path("parts").valueStream().filter(part -> part.has(CALL)).toList();
      JsonNode results = contents.get(i).path("parts");
      for (int j = 0; j < Math.min(calls.size(), results.size()); j++) {
        JsonNode id = calls.get(j).path(CALL).path("id");
        if (id.isString() && results.get(j).get("functionResponse") instanceof ObjectNode result) {
          result.set("id", id);
        }
      }
    }
  }

  /** Calls may be signed, and the signatures are wanted back in their places. */
  @Override
  public @Nullable JsonNode state(ObjectNode answer) {
    JsonNode parts = answer.path("candidates").path(0).path("content").path("parts");
    boolean marked =
        parts
            .valueStream()
            .anyMatch(part -> part.has("thoughtSignature") || part.path(CALL).has("id"));
    return marked ? parts.deepCopy() : null;
  }

  /** Results are objects there. */
  @Override
  public String result(String content) {
    JsonNode whole = FoundJson.whole(content);
    return whole != null && whole.isObject()
        ? content
        : Json.write(Json.object().put("result", content));
  }

  @Override
  public Usage usage(ObjectNode answer) {
    JsonNode told = answer.path("usageMetadata");
    long thoughts = told.path("thoughtsTokenCount").asLong(0);
    return Replies.usage(
        Json.tree(
            told.path("promptTokenCount").asLong(0)
                + told.path("toolUsePromptTokenCount").asLong(0)),
        told.path("cachedContentTokenCount"),
        Json.tree(thoughts),
        Json.tree(told.path("candidatesTokenCount").asLong(0) + thoughts));
  }

  @Override
  public Reply reply(ChatResponse response) throws AttemptFailedException {
    Generation generation = Replies.first(response);
    var usage = response.getMetadata().getUsage();
    long thoughts = 0;
    long cached = 0;
    long tools = 0;
    if (usage instanceof GoogleGenAiUsage details) {
      thoughts = Replies.tokens(details.getThoughtsTokenCount());
      cached = Replies.tokens(details.getCachedContentTokenCount());
      tools = Replies.tokens(details.getToolUsePromptTokenCount());
    }
    return new Reply(
        Replies.text(generation),
        finishReason(generation.getMetadata().getFinishReason()),
        Replies.tokens(usage.getPromptTokens()) + tools,
        cached,
        thoughts,
        Replies.tokens(usage.getCompletionTokens()) + thoughts);
  }

  private static String finishReason(@Nullable String reason) {
    return switch (reason == null ? "" : reason) {
      case "STOP" -> "stop";
      case "MAX_TOKENS" -> "length";
      case "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY" ->
          "refused";
      case "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS" -> "tool_calls";
      default -> "other";
    };
  }
}
