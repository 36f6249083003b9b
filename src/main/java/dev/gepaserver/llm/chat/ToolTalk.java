package dev.gepaserver.llm.chat;

import dev.gepaserver.common.FoundJson;
import dev.gepaserver.common.Json;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.journal.ToolRequest;
import dev.gepaserver.journal.ToolUse;
import dev.gepaserver.llm.OfferedTool;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.definition.ToolDefinition;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Conversations with tools as Spring AI has them; no tool is ever called by it. */
public final class ToolTalk {

  private static final int LONGEST_NAME = 64;
  private static final Pattern UNSPEAKABLE = Pattern.compile("[^A-Za-z0-9_-]");
  private static final Pattern BEGINNING = Pattern.compile("[A-Za-z_]");

  private ToolTalk() {}

  /**
   * The messages; the results of one reply's calls are one message there.
   *
   * @param result makes of a tool's result what the dialect wants
   */
  static List<Message> messages(List<ChatMessage> messages, UnaryOperator<String> result) {
    List<Message> all = new ArrayList<>(messages.size());
    List<ToolResponseMessage.ToolResponse> results = new ArrayList<>();
    for (ChatMessage message : messages) {
      if (message.role().equals("tool")) {
        results.add(
            new ToolResponseMessage.ToolResponse(
                Objects.requireNonNullElse(message.toolCallId(), ""),
                speakable(Objects.requireNonNullElse(message.toolName(), "")),
                result.apply(message.content())));
        continue;
      }
      flush(results, all);
      all.add(message(message));
    }
    flush(results, all);
    return all;
  }

  private static void flush(List<ToolResponseMessage.ToolResponse> results, List<Message> into) {
    if (!results.isEmpty()) {
      into.add(ToolResponseMessage.builder().responses(List.copyOf(results)).build());
      results.clear();
    }
  }

  private static Message message(ChatMessage message) {
    return switch (message.role()) {
      case "system" -> new SystemMessage(message.content());
      case "user" -> new UserMessage(message.content());
      case "assistant" -> assistant(message);
      default ->
          throw new IllegalArgumentException(
              "a message's role is system, user, assistant or tool, not " + message.role());
    };
  }

  private static Message assistant(ChatMessage message) {
    ToolUse use = message.toolUse();
    if (use == null) {
      return new AssistantMessage(message.content());
    }
    return AssistantMessage.builder()
        .content(message.content())
        .toolCalls(
            use.calls().stream()
                .map(call ->
                    new AssistantMessage.ToolCall(
                        call.id(), "function", speakable(call.name()), readable(call.arguments())))
                .toList())
        .build();
  }

  /** Providers refuse names of another form, also those that their own models made up. */
  public static String speakable(String name) {
    String taken = UNSPEAKABLE.matcher(name).replaceAll("_");
    String begun = BEGINNING.matcher(taken).lookingAt() ? taken : "tool_" + taken;
    return begun.substring(0, Math.min(begun.length(), LONGEST_NAME));
  }

  /** Providers read what they are sent back, so a model's mistake must not stand there. */
  private static String readable(String arguments) {
    JsonNode read = FoundJson.whole(arguments);
    return read != null && read.isObject() ? arguments : "{}";
  }

  /** The options with the tools; the same where there are none. */
  static ChatOptions offer(ChatOptions options, List<OfferedTool> tools) {
    if (tools.isEmpty()) {
      return options;
    }
    if (!(options instanceof ToolCallingChatOptions calling)) {
      throw new IllegalStateException(options.getClass() + " cannot offer tools");
    }
    List<ToolCallback> offered = tools.stream().<ToolCallback>map(NeverCalled::of).toList();
    return calling.mutate().toolCallbacks(offered).build();
  }

  /**
   * What the answer asks of tools; null where it asks nothing. A call without an id is given one.
   *
   * @param state what has to be sent back as it was
   */
  static @Nullable ToolUse use(ChatResponse response, @Nullable JsonNode state) {
    List<ToolRequest> calls = new ArrayList<>();
    response
        .getResults()
        .forEach(generation ->
            generation
                .getOutput()
                .getToolCalls()
                .forEach(call -> calls.add(request(call, calls.size() + 1))));
    return calls.isEmpty() ? null : new ToolUse(calls, state);
  }

  private static ToolRequest request(AssistantMessage.ToolCall call, int place) {
    String id = call.id();
    String arguments = call.arguments();
    return new ToolRequest(
        id == null || id.isBlank() ? "call_" + place : id,
        call.name(),
        arguments == null || arguments.isBlank() ? "{}" : arguments);
  }

  /**
   * Puts the tools' schemas into a request as they are, in place of what Spring AI made of them.
   *
   * @param declared the objects in the request that declare the tools, in their order
   * @param field the field of them that holds the schema
   */
  public static void schemas(Stream<JsonNode> declared, List<OfferedTool> tools, String field) {
    List<JsonNode> all = declared.toList();
    for (int i = 0; i < Math.min(all.size(), tools.size()); i++) {
      if (all.get(i) instanceof ObjectNode tool) {
        tool.set(field, tools.get(i).parameters());
      }
    }
  }

  /**
   * Puts states back into a request.
   *
   * @param turns the objects in the request that are the assistant's messages with calls of tools,
   *     in their order
   * @param put puts one state into one of them
   */
  public static void restore(
      List<ObjectNode> turns, List<ChatMessage> messages, BiConsumer<ObjectNode, JsonNode> put) {
    List<ToolUse> uses =
        messages.stream().map(ChatMessage::toolUse).filter(Objects::nonNull).toList();
    for (int i = 0; i < Math.min(turns.size(), uses.size()); i++) {
      JsonNode state = uses.get(i).state();
      if (state != null) {
        put.accept(turns.get(i), state);
      }
    }
  }

  /**
   * A tool that Spring AI knows of and nobody calls.
   *
   * @param definition what the model is told
   */
  private record NeverCalled(ToolDefinition definition) implements ToolCallback {

    static NeverCalled of(OfferedTool tool) {
      return new NeverCalled(
          ToolDefinition.builder()
              .name(tool.name())
              .description(tool.description())
              .inputSchema(Json.write(tool.parameters()))
              .build());
    }

    @Override
    public ToolDefinition getToolDefinition() {
      return definition;
    }

    @Override
    public String call(String arguments) {
      throw new UnsupportedOperationException("tools are called by whoever asked the model");
    }
  }
}
