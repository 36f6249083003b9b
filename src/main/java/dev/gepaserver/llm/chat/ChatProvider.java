package dev.gepaserver.llm.chat;

import dev.gepaserver.journal.AttemptFailedException;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.llm.KnownOptions;
import dev.gepaserver.llm.ModelRef;
import dev.gepaserver.llm.Provider;
import dev.gepaserver.llm.ProviderSettings;
import dev.gepaserver.llm.Reply;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/** Asks a provider through a chat model of Spring AI; one client for all its models. */
public final class ChatProvider implements Provider {

  private final ChatModel chat;
  private final Dialect dialect;
  private final ProviderSettings settings;
  private final KnownOptions options;
  private final Failures failures;
  private final Runnable close;

  /**
   * Takes it over.
   *
   * @param chat asks once, on the calling thread
   * @param dialect its protocol
   * @param options the protocol's; the configured ones are added
   * @param failures of this provider
   * @param close frees what the model holds
   */
  public ChatProvider(
      ChatModel chat,
      Dialect dialect,
      ProviderSettings settings,
      KnownOptions options,
      Failures failures,
      Runnable close) {
    this.chat = chat;
    this.dialect = dialect;
    this.settings = settings;
    this.options = options.withNames(settings.extraOptions());
    this.failures = failures;
    this.close = close;
  }

  @Override
  public List<String> models() {
    return settings.models();
  }

  @Override
  public KnownOptions options() {
    return options;
  }

  @Override
  public @Nullable String unusable() {
    return null;
  }

  @Override
  public void close() {
    close.run();
  }

  @Override
  public Reply ask(ModelRef model, List<ChatMessage> messages, int attempt)
      throws AttemptFailedException, InterruptedException {
    Prompt prompt =
        new Prompt(messages.stream().map(ChatProvider::message).toList(), dialect.options(model));
    ChatResponse response;
    try {
      response =
          new Exchange(dialect.body(model), dialect.own(), dialect.completion())
              .run(() -> chat.call(prompt));
    } catch (RuntimeException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while asking " + model.provider());
      }
      throw failures.of(e, model);
    }
    return dialect.reply(response);
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
}
