package dev.gepaserver.llm;

import dev.gepaserver.common.Storable;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.journal.ToolRequest;
import dev.gepaserver.journal.ToolUse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a model is asked.
 *
 * @param model with its options
 * @param messages the conversation; results of tools follow the reply that asked for them
 * @param tools what the model may ask to be called; mostly none
 */
public record ModelRequest(ModelRef model, List<ChatMessage> messages, List<OfferedTool> tools) {

  /** Copies the lists. */
  public ModelRequest {
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
  }

  /** Without tools. */
  public static ModelRequest of(ModelRef model, List<ChatMessage> messages) {
    return new ModelRequest(model, messages, List.of());
  }

  /** Characters of all that the model has to read. */
  public long characters() {
    return read().mapToLong(String::length).sum();
  }

  /** Tokens of all that the model has to read, at most. */
  long mostTokens() {
    long bytes = read().mapToLong(text -> text.getBytes(StandardCharsets.UTF_8).length).sum();
    return Models.mostTokens(bytes, messages.size() + (long) tools.size());
  }

  private Stream<String> read() {
    return Stream.concat(
        messages.stream().flatMap(ModelRequest::read),
        tools.stream()
            .flatMap(
                tool -> Stream.of(tool.name(), tool.description(), tool.parameters().toString())));
  }

  private static Stream<String> read(ChatMessage message) {
    ToolUse use = message.toolUse();
    return Stream.concat(
        Stream.of(message.content()),
        use == null
            ? Stream.empty()
            : use.calls().stream().flatMap(call -> Stream.of(call.name(), call.arguments())));
  }

  /** The same without its prices, which are no part of what is asked. */
  ModelRequest unpriced() {
    return new ModelRequest(model.withPrices(null), messages, tools);
  }

  /** The same with texts that can be kept. */
  ModelRequest storable() {
    return new ModelRequest(
        model,
        messages.stream().map(ModelRequest::storable).toList(),
        tools.stream()
            .map(tool ->
                new OfferedTool(tool.name(), Storable.text(tool.description()), tool.parameters()))
            .toList());
  }

  private static ChatMessage storable(ChatMessage message) {
    return new ChatMessage(
        message.role(),
        Storable.text(message.content()),
        message.toolUse(),
        message.toolCallId(),
        message.toolName());
  }

  /** What is asked of tools, so that it can be kept. */
  static @Nullable ToolUse storable(@Nullable ToolUse use) {
    return use == null
        ? null
        : new ToolUse(
            use.calls().stream()
                .map(call ->
                    new ToolRequest(
                        Storable.text(call.id()),
                        Storable.text(call.name()),
                        Storable.text(call.arguments())))
                .toList(),
            use.state() == null ? null : Storable.json(use.state()));
  }
}
