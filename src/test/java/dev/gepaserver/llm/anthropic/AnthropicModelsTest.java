package dev.gepaserver.llm.anthropic;

import static dev.gepaserver.llm.TestModels.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Json;
import dev.gepaserver.journal.AttemptFailedException;
import dev.gepaserver.llm.Asked;
import dev.gepaserver.llm.ModelRef;
import dev.gepaserver.llm.Reply;
import dev.gepaserver.llm.Speech;
import dev.gepaserver.llm.TestModels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What is particular about Anthropic's messages, over real HTTP. */
class AnthropicModelsTest {

  private static final Asked SERVER = new Asked();

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @Test
  void asksTheNamedModelForAtMostTheDefaultOfTokens() throws Exception {
    SERVER.answering(Speech.ANTHROPIC.answer("Paris"));

    SERVER.ask("anthropic", model("stub", "claude-x"));

    assertThat(SERVER.request().getUrl()).isEqualTo("/v1/messages");
    assertThat(SERVER.request().getHeader("x-api-key")).isEqualTo(Asked.KEY);
    assertThat(SERVER.request().getHeader("anthropic-version")).isEqualTo("2023-06-01");
    assertThat(SERVER.request().getHeader("Authorization")).isNull();
    assertThat(SERVER.body())
        .isEqualTo(
            Json.parse(
                """
                {"max_tokens": 4096, "messages": [{"content": "Capital?", "role": "user"}], "model": "claude-x", "system": "Answer."}
                """));
  }

  @Test
  void copiesTheDefaultOfTokensIntoNewJobsOnly() {
    try (TestModels room =
        new TestModels(
            Map.of(
                "gepa.providers.stub.type",
                "anthropic",
                "gepa.providers.stub.api-key",
                Asked.KEY))) {
      assertThat(read(room, "{\"model\": \"stub/claude-x\"}", new Faults())).isEqualTo(16_000);
      assertThat(
              read(
                  room,
                  "{\"model\": {\"provider\": \"stub\", \"model\": \"claude-x\", \"maxTokens\": 9}}",
                  new Faults()))
          .isEqualTo(9);
      assertThat(read(room, "{\"model\": \"stub/claude-x\"}", Faults.ofAccepted())).isNull();
    }
  }

  private static @Nullable Integer read(TestModels room, String json, Faults faults) {
    return room.models().read(Fields.of(Json.parse(json), "", faults), "model").maxTokens();
  }

  @Test
  void sendsEveryOption() throws Exception {
    SERVER.answering(Speech.ANTHROPIC.answer("Paris"));
    Map<String, JsonNode> options = new LinkedHashMap<>();
    options.put("top_k", Json.tree(5));
    options.put("metadata", Json.parse("{\"user_id\": \"u\"}"));

    SERVER.ask(
        "anthropic",
        new ModelRef(
            "stub",
            "claude-x",
            0.7,
            9,
            0.9,
            null,
            options,
            List.of("END", "\n"),
            "low",
            null,
            null));

    JsonNode body = SERVER.body();
    assertThat(body.get("temperature").doubleValue()).isEqualTo(0.7);
    assertThat(body.get("max_tokens").intValue()).isEqualTo(9);
    assertThat(body.get("top_p").doubleValue()).isEqualTo(0.9);
    assertThat(body.get("stop_sequences")).isEqualTo(Json.parse("[\"END\", \"\\n\"]"));
    assertThat(body.get("output_config")).isEqualTo(Json.parse("{\"effort\": \"low\"}"));
    assertThat(body.get("top_k").intValue()).isEqualTo(5);
    assertThat(body.get("metadata")).isEqualTo(options.get("metadata"));
    assertThat(body.propertyNames()).hasSize(10);
  }

  @Test
  void takesAnAddressWithItsVersionAsWell() throws Exception {
    SERVER.answering(Speech.ANTHROPIC.answer("Paris"));

    SERVER.ask(
        model("stub", "m"),
        Map.of(
            "gepa.providers.stub.type",
            "anthropic",
            "gepa.providers.stub.base-url",
            SERVER.url() + "/gateway/v1/"));

    assertThat(SERVER.request().getUrl()).isEqualTo("/gateway/v1/messages");
  }

  @Test
  void countsWhatIsReadFromAndWrittenToTheCacheAsInput() throws Exception {
    SERVER.answering(
        message(
            "[{\"type\": \"text\", \"text\": \"x\"}]",
            "end_turn",
            """
            {"input_tokens": 10, "cache_read_input_tokens": 70, "cache_creation_input_tokens": 20, "output_tokens": 5}
            """));

    assertThat(SERVER.ask("anthropic", model("stub", "m")))
        .isEqualTo(new Reply("x", "stop", 100, 70, 0, 5));
  }

  @Test
  void leavesThoughtsOutAndJoinsTexts() throws Exception {
    SERVER.answering(
        message(
            """
            [{"type": "thinking", "thinking": "Hm.", "signature": "s"}, {"type": "text", "text": "Par"},
             {"type": "redacted_thinking", "data": "d"}, {"type": "text", "text": "is"}]
            """,
            "end_turn",
            "{\"input_tokens\": 1, \"output_tokens\": 2}"));

    assertThat(SERVER.ask("anthropic", model("stub", "m")).text()).isEqualTo("Paris");
  }

  @ParameterizedTest
  @CsvSource({
    "end_turn, stop",
    "stop_sequence, stop",
    "max_tokens, length",
    "model_context_window_exceeded, length",
    "refusal, refused",
    "tool_use, tool_calls",
    "pause_turn, other",
    "something_new, other"
  })
  void normalisesFinishReasons(String theirs, String ours) throws Exception {
    SERVER.answering(
        message(
            "[{\"type\": \"text\", \"text\": \"x\"}]",
            theirs,
            "{\"input_tokens\": 1, \"output_tokens\": 2}"));

    assertThat(SERVER.ask("anthropic", model("stub", "m")).finishReason()).isEqualTo(ours);
  }

  @Test
  void takesARefusalWithoutContentForOneAndKeepsItsTokens() throws Exception {
    SERVER.answering(message("[]", "refusal", "{\"input_tokens\": 4, \"output_tokens\": 1}"));

    assertThat(SERVER.ask("anthropic", model("stub", "m")))
        .isEqualTo(new Reply("", "refused", 4, 0, 0, 1));
  }

  @Test
  void readsAnAnswerWithoutUsage() throws Exception {
    SERVER.answering(
        """
        {"id": "1", "type": "message", "role": "assistant", "model": "m", "stop_reason": "end_turn", "stop_sequence": null,
         "content": [{"type": "text", "text": "x"}]}
        """);

    assertThat(SERVER.ask("anthropic", model("stub", "m")))
        .isEqualTo(new Reply("x", "stop", 0, 0, 0, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "401|authentication_error|invalid x-api-key|model-key-rejected",
        "403|permission_error|Your API key may not use this|model-key-rejected",
        "400|invalid_request_error|Your credit balance is too low to access the Anthropic API|model-key-rejected",
        "404|not_found_error|model: claude-x|model-unknown",
        "404|not_found_error|Not Found|model-unknown",
        "400|invalid_request_error|prompt is too long: 213462 tokens > 200000 maximum|context-too-long",
        "413|request_too_large|Request exceeds the maximum size|context-too-long",
        "400|invalid_request_error|Output blocked by content filtering policy|refused",
        "400|invalid_request_error|temperature: too hot|rejected",
        "429|rate_limit_error|slow down|rate-limited",
        "529|overloaded_error|Overloaded|overloaded",
        "500|api_error|Internal server error|overloaded"
      })
  void typesErrors(int status, String type, String message, String code) {
    SERVER.failing(
        status,
        Json.write(Map.of("type", "error", "error", Map.of("type", type, "message", message))));

    AttemptFailedException failure =
        catchThrowableOfType(
            AttemptFailedException.class, () -> SERVER.ask("anthropic", model("stub", "m")));

    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.detail()).startsWith(status + " " + message);
  }

  private static String message(String content, String stopReason, String usage) {
    return """
    {"id": "1", "type": "message", "role": "assistant", "model": "m", "content": %s, "stop_reason": "%s",
     "stop_sequence": null, "usage": %s}
    """
        .formatted(content, stopReason, usage);
  }
}
