package dev.gepaserver.llm.chat;

import dev.gepaserver.journal.AttemptFailedException;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.journal.ToolUse;
import dev.gepaserver.journal.Usage;
import dev.gepaserver.llm.KnownOptions;
import dev.gepaserver.llm.ModelRef;
import dev.gepaserver.llm.ModelRequest;
import dev.gepaserver.llm.Provider;
import dev.gepaserver.llm.ProviderSettings;
import dev.gepaserver.llm.Reply;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

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
    return ask(ModelRequest.of(model, messages), attempt);
  }

  @Override
  public Reply ask(ModelRequest request, int attempt)
      throws AttemptFailedException, InterruptedException {
    ModelRef model = request.model();
    Prompt prompt =
        new Prompt(
            ToolTalk.messages(request.messages(), dialect::result),
            ToolTalk.offer(dialect.options(model), request.tools()));
    AtomicReference<@Nullable JsonNode> state = new AtomicReference<>();
    AtomicReference<@Nullable Usage> told = new AtomicReference<>();
    Exchange exchange =
        exchange(
            request,
            answer -> {
              told.set(dialect.usage(answer));
              state.set(request.tools().isEmpty() ? null : dialect.state(answer));
            });
    try {
      ChatResponse response = exchange.run(() -> chat.call(prompt));
      Reply reply = dialect.reply(response);
      ToolUse use = ToolTalk.use(response, state.get());
      return use == null ? reply : reply.with(use);
    } catch (RuntimeException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while asking " + model.provider());
      }
      AttemptFailedException failure = failures.of(e, model);
      throw failure.billable() ? failure.billable(told.get()) : failure;
    } catch (AttemptFailedException e) {
      throw e.billable(told.get());
    }
  }

  private Exchange exchange(ModelRequest request, Consumer<ObjectNode> reading) {
    return new Exchange(
        dialect.body(request.model()),
        dialect.own(),
        request.tools().isEmpty() ? null : body -> dialect.adapt(body, request),
        reading,
        dialect.completion());
  }
}
