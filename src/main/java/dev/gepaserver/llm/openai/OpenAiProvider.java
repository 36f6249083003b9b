package dev.gepaserver.llm.openai;

import com.openai.client.OpenAIClient;
import com.openai.models.completions.CompletionUsage;
import dev.gepaserver.common.Json;
import dev.gepaserver.journal.AttemptFailedException;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.llm.ModelRef;
import dev.gepaserver.llm.Provider;
import dev.gepaserver.llm.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import tools.jackson.databind.JsonNode;

/** Asks a provider through Spring AI's OpenAI model; one client for all its models. */
final class OpenAiProvider implements Provider {

  private final OpenAIClient client;
  private final OpenAiChatModel chat;
  private final List<String> models;
  private final OpenAiFailures failures;

  OpenAiProvider(OpenAIClient client, List<String> models, OpenAiFailures failures) {
    this.client = client;
    this.chat =
        OpenAiChatModel.builder()
            .openAiClient(client)
            .openAiClientAsync(client.async())
            .options(OpenAiChatOptions.builder().build())
            .build();
    this.models = models;
    this.failures = failures;
  }

  @Override
  public List<String> models() {
    return models;
  }

  @Override
  public @Nullable String unusable() {
    return null;
  }

  @Override
  public void close() {
    client.close();
  }

  @Override
  public Reply ask(ModelRef model, List<ChatMessage> messages, int attempt)
      throws AttemptFailedException, InterruptedException {
    Prompt prompt =
        new Prompt(messages.stream().map(OpenAiProvider::message).toList(), options(model));
    try {
      return reply(chat.call(prompt));
    } catch (RuntimeException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while asking " + model.provider());
      }
      throw failures.of(e);
    }
  }

  private OpenAiChatOptions options(ModelRef model) {
    OpenAiChatOptions.Builder options = (OpenAiChatOptions.Builder) chat.getOptions().mutate();
    options.model(model.model());
    Map<String, Object> extra = new LinkedHashMap<>();
    if (model.temperature() != null) {
      options.temperature(model.temperature());
    }
    if (model.topP() != null) {
      options.topP(model.topP());
    }
    if (model.maxTokens() != null) {
      options.maxTokens(model.maxTokens());
    }
    if (model.seed() != null) {
      // Not by the option of that name, which holds 32 bits only.
      extra.put("seed", model.seed());
    }
    if (model.options() != null) {
      model.options().forEach((name, value) -> extra.put(name, plain(value)));
    }
    if (!extra.isEmpty()) {
      options.extraBody(extra);
    }
    return options.build();
  }

  /** The SDK's JSON knows plain Java values only, not our trees. */
  private static @Nullable Object plain(JsonNode value) {
    return Json.MAPPER.convertValue(value, Object.class);
  }

  private static Message message(ChatMessage message) {
    return switch (message.role()) {
      case "system" -> new SystemMessage(message.content());
      case "user" -> new UserMessage(message.content());
      case "assistant" -> new AssistantMessage(message.content());
      default ->
          throw new IllegalArgumentException(
              "a message's role is system, user or assistant, not " + message.role());
    };
  }

  private static Reply reply(ChatResponse response) throws AttemptFailedException {
    Generation generation = response.getResult();
    if (generation == null) {
      throw AttemptFailedException.spoiled("malformed", "the answer has no choices");
    }
    String text = generation.getOutput().getText();
    String refusal = text(generation.getOutput().getMetadata().get("refusal"));
    String finish = finishReason(generation.getMetadata().getFinishReason());
    if ((text == null || text.isEmpty()) && !refusal.isEmpty()) {
      text = refusal;
      finish = "refused";
    }
    Usage usage = response.getMetadata().getUsage();
    return new Reply(
        text == null ? "" : text,
        finish,
        whole(usage.getPromptTokens()),
        whole(usage.getCacheReadInputTokens()),
        reasoningTokens(usage.getNativeUsage()),
        whole(usage.getCompletionTokens()));
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

  private static long whole(@Nullable Number tokens) {
    return tokens == null ? 0 : tokens.longValue();
  }

  private static String text(@Nullable Object value) {
    return value instanceof String text ? text : "";
  }
}
