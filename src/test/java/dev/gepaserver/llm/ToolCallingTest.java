package dev.gepaserver.llm;

import static dev.gepaserver.llm.TestModels.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gepaserver.common.Json;
import dev.gepaserver.journal.AttemptFailedException;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.journal.InMemoryJournal;
import dev.gepaserver.journal.ModelCall;
import dev.gepaserver.journal.ReplayDivergedException;
import dev.gepaserver.journal.Role;
import dev.gepaserver.journal.ToolRequest;
import dev.gepaserver.journal.ToolUse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Tools in every protocol: offered, asked for, answered. */
class ToolCallingTest {

  private static final JsonNode SCHEMA =
      Json.parse(
          """
          {"type": "object", "additionalProperties": false, "required": ["query"],
           "properties": {"query": {"type": "string", "minLength": 2, "const": "x"}}}
          """);
  private static final List<OfferedTool> TOOLS =
      List.of(
          new OfferedTool("search", "Finds documents.", SCHEMA),
          new OfferedTool("add", "Adds.", Json.parse("{\"type\": \"object\"}")));
  private static final Asked SERVER = new Asked();

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @ParameterizedTest
  @EnumSource
  void offersToolsWithTheirWholeSchemas(Speech speech) throws Exception {
    SERVER.answering(speech.answer("x"));

    Reply reply = ask(speech, user("?"));

    JsonNode tool = SERVER.body().at(first(speech, "/tools/0"));
    assertThat(SERVER.body().at(first(speech, "/tools/1")).path("name").stringValue())
        .isEqualTo("add");
    assertThat(tool.path("name").stringValue()).isEqualTo("search");
    assertThat(tool.path("description").stringValue()).isEqualTo("Finds documents.");
    assertThat(schemas(tool)).containsExactly(SCHEMA);
    assertThat(reply).isEqualTo(new Reply("x", "stop", 7, 0, 0, 3));
  }

  @ParameterizedTest
  @EnumSource
  void readsTheCallsOfAReplyBesideItsText(Speech speech) throws Exception {
    SERVER.answering(calls(speech));

    Reply reply = ask(speech, user("?"));

    boolean identified = speech == Speech.OPENAI || speech == Speech.ANTHROPIC;
    assertThat(reply.text()).isEqualTo("Let me see.");
    assertThat(reply.finishReason()).isEqualTo("tool_calls");
    assertThat(reply.inputTokens()).isEqualTo(7);
    assertThat(reply.outputTokens()).isEqualTo(3);
    assertThat(reply.toolUse().state()).isNull();
    assertThat(reply.toolUse().calls())
        .extracting(ToolRequest::id)
        .containsExactly(identified ? "c1" : "call_1", identified ? "c2" : "call_2");
    assertThat(reply.toolUse().calls())
        .extracting(ToolRequest::name)
        .containsExactly("search", "search");
    assertThat(reply.toolUse().calls())
        .extracting(call -> Json.parse(call.arguments()))
        .containsExactly(Json.parse("{\"query\": \"a\"}"), Json.parse("{\"query\": \"b\"}"));
  }

  @ParameterizedTest
  @EnumSource
  void tellsTheModelItsCallsAndTheirResults(Speech speech) throws Exception {
    SERVER.answering(speech.answer("x"));

    ask(speech, conversation(use("{\"query\": \"a\"}", null)));

    JsonNode body = SERVER.body();
    assertThat(body.at(turn(speech))).isEqualTo(Json.parse(said(speech)));
  }

  @ParameterizedTest
  @EnumSource
  void sendsNoArgumentsBackThatCannotBeRead(Speech speech) throws Exception {
    SERVER.answering(speech.answer("x"));

    ask(speech, conversation(use("{\"query\": ", null)));

    assertThat(SERVER.body().at(turn(speech)).toString())
        .contains("search", "Nothing.")
        .doesNotContain("query");
  }

  @ParameterizedTest
  @EnumSource
  void sendsNoNameBackThatProvidersRefuse(Speech speech) throws Exception {
    SERVER.answering(speech.answer("x"));
    ToolRequest dotted = new ToolRequest("c1", "functions.search it", "{}");
    ToolRequest longer = new ToolRequest("c2", "9" + "x".repeat(200), "{}");

    ask(speech, conversation(new ToolUse(List.of(dotted, longer), null)));

    assertThat(SERVER.body().at(turn(speech)).toString())
        .contains("\"functions_search_it\"", "\"tool_9" + "x".repeat(58) + "\"")
        .doesNotContain("functions.search");
  }

  @ParameterizedTest
  @EnumSource
  void sendsBackAsItWasWhatTheProviderWantsBack(Speech speech) throws Exception {
    SERVER.answering(thoughtful(speech));
    Reply reply = ask(speech, user("?"));
    assertThat(reply.toolUse().state()).isNotNull();
    SERVER.answering(speech.answer("x"));

    ask(speech, conversation(reply.toolUse()));

    String sent = SERVER.body().at(turn(speech)).toString();
    List<String> expected =
        switch (speech) {
          case OPENAI ->
              List.of(
                  "\"reasoning_content\":\"hm\"",
                  "\"extra_content\":{\"google\":{\"thought_signature\":\"s\"}}");
          case ANTHROPIC ->
              List.of(
                  "[{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"s\"},{\"type\":\"tool_use\"");
          case GOOGLE ->
              List.of(
                  "\"thoughtSignature\":\"c2ln\"",
                  "\"functionResponse\":{\"name\":\"search\",\"response\":{\"result\":\"Nothing.\"},\"id\":\"g1\"}");
          case OLLAMA -> List.of("\"thinking\":\"hm\"");
        };
    assertThat(sent).contains(expected);
  }

  @Test
  void keepsToolsAndTheirCallsInTheJournal() {
    SERVER.answering(calls(Speech.OPENAI));
    InMemoryJournal journal = new InMemoryJournal();
    try (TestModels room = new TestModels(Speech.OPENAI.settings(SERVER.url(), Asked.KEY))) {
      ModelRequest request = new ModelRequest(model("stub", "m"), user("?"), TOOLS);

      ModelCall call = room.models().ask(journal.scope(), "turn-1", Role.TASK, request);
      ModelCall again = room.models().ask(journal.scope(), "turn-1", Role.TASK, request);

      SERVER.request();
      assertThat(again).isEqualTo(call);
      assertThat(call.finishReason()).isEqualTo("tool_calls");
      assertThat(call.toolUse().calls()).hasSize(2);
      ModelRequest other = new ModelRequest(model("stub", "m"), user("?"), TOOLS.subList(0, 1));
      assertThatThrownBy(() -> room.models().ask(journal.scope(), "turn-1", Role.TASK, other))
          .isInstanceOf(ReplayDivergedException.class);
    }
  }

  private static Reply ask(Speech speech, List<ChatMessage> messages)
      throws AttemptFailedException, InterruptedException {
    return SERVER.ask(speech.type(), new ModelRequest(model("stub", "m"), messages, TOOLS));
  }

  private static List<ChatMessage> user(String content) {
    return List.of(new ChatMessage("user", content));
  }

  /** A question, the reply that asks for tools, and results. */
  private static List<ChatMessage> conversation(ToolUse use) {
    List<ChatMessage> messages = new ArrayList<>(user("?"));
    messages.add(ChatMessage.assistant("", use));
    use.calls().forEach(call -> messages.add(ChatMessage.result(call, "Nothing.")));
    return messages;
  }

  private static ToolUse use(String arguments, @Nullable JsonNode state) {
    return new ToolUse(
        List.of(new ToolRequest("c1", "search", arguments), new ToolRequest("c2", "add", "{}")),
        state);
  }

  private static String first(Speech speech, String tool) {
    return switch (speech) {
      case OPENAI, OLLAMA -> tool + "/function";
      case ANTHROPIC -> tool;
      case GOOGLE -> tool.replace("/tools/", "/tools/0/functionDeclarations/");
    };
  }

  private static List<JsonNode> schemas(JsonNode tool) {
    List<JsonNode> found = new ArrayList<>();
    for (String name :
        List.of("parameters", "parametersJsonSchema", "input_schema", "inputSchema")) {
      if (tool.has(name)) {
        found.add(tool.get(name));
      }
    }
    return found;
  }

  private static String turn(Speech speech) {
    return speech == Speech.GOOGLE ? "/contents" : "/messages";
  }

  /** The conversation as the protocol says it. */
  private static String said(Speech speech) {
    return switch (speech) {
      case OPENAI ->
          """
          [{"content": "?", "role": "user"},
           {"role": "assistant", "content": "", "tool_calls": [
             {"id": "c1", "function": {"arguments": "{\\"query\\": \\"a\\"}", "name": "search"}, "type": "function"},
             {"id": "c2", "function": {"arguments": "{}", "name": "add"}, "type": "function"}]},
           {"content": "Nothing.", "role": "tool", "tool_call_id": "c1"},
           {"content": "Nothing.", "role": "tool", "tool_call_id": "c2"}]
          """;
      case ANTHROPIC ->
          """
          [{"content": "?", "role": "user"},
           {"content": [
             {"id": "c1", "input": {"query": "a"}, "name": "search", "type": "tool_use"},
             {"id": "c2", "input": {}, "name": "add", "type": "tool_use"}], "role": "assistant"},
           {"content": [
             {"tool_use_id": "c1", "type": "tool_result", "content": "Nothing."},
             {"tool_use_id": "c2", "type": "tool_result", "content": "Nothing."}], "role": "user"}]
          """;
      case GOOGLE ->
          """
          [{"parts": [{"text": "?"}], "role": "user"},
           {"parts": [
             {"functionCall": {"args": {"query": "a"}, "name": "search"}},
             {"functionCall": {"args": {}, "name": "add"}}], "role": "model"},
           {"parts": [
             {"functionResponse": {"name": "search", "response": {"result": "Nothing."}}},
             {"functionResponse": {"name": "add", "response": {"result": "Nothing."}}}], "role": "user"}]
          """;
      case OLLAMA ->
          """
          [{"role": "user", "content": "?"},
           {"role": "assistant", "content": "", "tool_calls": [
             {"id": "c1", "function": {"name": "search", "arguments": {"query": "a"}}},
             {"id": "c2", "function": {"name": "add", "arguments": {}}}]},
           {"role": "tool", "content": "Nothing.", "tool_name": "search"},
           {"role": "tool", "content": "Nothing.", "tool_name": "add"}]
          """;
    };
  }

  /** An answer of a text and two calls at once. */
  private static String calls(Speech speech) {
    return switch (speech) {
      case OPENAI ->
          """
          {"id": "1", "object": "chat.completion", "created": 1, "model": "m",
           "choices": [{"index": 0, "finish_reason": "tool_calls", "message": {"role": "assistant", "content": "Let me see.", "tool_calls": [
             {"id": "c1", "type": "function", "function": {"name": "search", "arguments": "{\\"query\\": \\"a\\"}"}},
             {"id": "c2", "type": "function", "function": {"name": "search", "arguments": "{\\"query\\": \\"b\\"}"}}]}}],
           "usage": {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}}
          """;
      case ANTHROPIC ->
          """
          {"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": [
             {"type": "text", "text": "Let me see."},
             {"type": "tool_use", "id": "c1", "name": "search", "input": {"query": "a"}},
             {"type": "tool_use", "id": "c2", "name": "search", "input": {"query": "b"}}],
           "stop_reason": "tool_use", "stop_sequence": null, "usage": {"input_tokens": 7, "output_tokens": 3}}
          """;
      case GOOGLE ->
          """
          {"candidates": [{"content": {"role": "model", "parts": [
             {"text": "Let me see."},
             {"functionCall": {"name": "search", "args": {"query": "a"}}},
             {"functionCall": {"name": "search", "args": {"query": "b"}}}]}, "finishReason": "STOP", "index": 0}],
           "usageMetadata": {"promptTokenCount": 7, "candidatesTokenCount": 3, "totalTokenCount": 10},
           "modelVersion": "m-001"}
          """;
      case OLLAMA ->
          """
          {"model": "m", "created_at": "2026-01-02T03:04:05.678Z", "message": {"role": "assistant", "content": "Let me see.", "tool_calls": [
             {"function": {"name": "search", "arguments": {"query": "a"}}},
             {"function": {"name": "search", "arguments": {"query": "b"}}}]},
           "done": true, "done_reason": "stop", "total_duration": 5, "load_duration": 1, "prompt_eval_count": 7,
           "prompt_eval_duration": 1, "eval_count": 3, "eval_duration": 1}
          """;
    };
  }

  /** An answer of one call with thoughts, or signatures of them. */
  private static String thoughtful(Speech speech) {
    return switch (speech) {
      case OPENAI ->
          """
          {"id": "1", "object": "chat.completion", "created": 1, "model": "m",
           "choices": [{"index": 0, "finish_reason": "tool_calls", "message": {"role": "assistant", "content": null,
             "reasoning_content": "hm", "tool_calls": [
             {"id": "c1", "type": "function", "extra_content": {"google": {"thought_signature": "s"}},
              "function": {"name": "search", "arguments": "{\\"query\\": \\"a\\"}"}}]}}],
           "usage": {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}}
          """;
      case ANTHROPIC ->
          """
          {"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": [
             {"type": "thinking", "thinking": "hm", "signature": "s"},
             {"type": "tool_use", "id": "c1", "name": "search", "input": {"query": "a"}}],
           "stop_reason": "tool_use", "stop_sequence": null, "usage": {"input_tokens": 7, "output_tokens": 3}}
          """;
      case GOOGLE ->
          """
          {"candidates": [{"content": {"role": "model", "parts": [
             {"functionCall": {"id": "g1", "name": "search", "args": {"query": "a"}}, "thoughtSignature": "c2ln"}]},
             "finishReason": "STOP", "index": 0}],
           "usageMetadata": {"promptTokenCount": 7, "candidatesTokenCount": 3, "totalTokenCount": 10},
           "modelVersion": "m-001"}
          """;
      case OLLAMA ->
          """
          {"model": "m", "created_at": "2026-01-02T03:04:05.678Z", "message": {"role": "assistant", "content": "", "thinking": "hm",
             "tool_calls": [{"function": {"name": "search", "arguments": {"query": "a"}}}]},
           "done": true, "done_reason": "stop", "total_duration": 5, "load_duration": 1, "prompt_eval_count": 7,
           "prompt_eval_duration": 1, "eval_count": 3, "eval_duration": 1}
          """;
    };
  }
}
