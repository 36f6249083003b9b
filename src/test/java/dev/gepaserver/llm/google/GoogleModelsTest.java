package dev.gepaserver.llm.google;

import static dev.gepaserver.llm.TestModels.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gepaserver.common.Json;
import dev.gepaserver.journal.AttemptFailedException;
import dev.gepaserver.llm.Asked;
import dev.gepaserver.llm.ModelRef;
import dev.gepaserver.llm.Reply;
import dev.gepaserver.llm.Speech;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What is particular about the Gemini API, over real HTTP. */
class GoogleModelsTest {

  private static final Asked SERVER = new Asked();

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @Test
  void asksTheNamedModelAndNothingTheJobDidNotSet() throws Exception {
    SERVER.answering(Speech.GOOGLE.answer("Paris"));

    SERVER.ask("google", model("stub", "gemini-x"));

    assertThat(SERVER.request().getUrl()).isEqualTo("/v1beta/models/gemini-x:generateContent");
    assertThat(SERVER.request().getHeader("x-goog-api-key")).isEqualTo(Asked.KEY);
    JsonNode body = SERVER.body();
    assertThat(body.at("/contents/0/parts/0/text").stringValue()).isEqualTo("Capital?");
    assertThat(body.at("/contents/0/role").stringValue()).isEqualTo("user");
    assertThat(body.at("/systemInstruction/parts/0/text").stringValue()).isEqualTo("Answer.");
    assertThat(body.path("generationConfig").size()).isZero();
  }

  @Test
  void sendsEveryOption() throws Exception {
    SERVER.answering(Speech.GOOGLE.answer("Paris"));
    Map<String, JsonNode> options = new LinkedHashMap<>();
    options.put("topK", Json.tree(5));
    options.put("safetySettings", Json.parse("[{\"category\": \"c\", \"threshold\": \"OFF\"}]"));

    SERVER.ask(
        "google",
        new ModelRef(
            "stub", "gemini-3", 0.7, 9, 0.9, 7L, options, List.of("END"), "low", true, null));

    JsonNode config = SERVER.body().get("generationConfig");
    assertThat(config)
        .isEqualTo(
            Json.parse(
                """
                {"temperature": 0.7, "topP": 0.9, "maxOutputTokens": 9, "seed": 7, "stopSequences": ["END"],
                 "thinkingConfig": {"thinkingLevel": "low"}, "responseMimeType": "application/json", "topK": 5}
                """));
    assertThat(SERVER.body().get("safetySettings")).isEqualTo(options.get("safetySettings"));
  }

  @ParameterizedTest
  @CsvSource({"minimal, 512", "low, 1024", "medium, 8192", "high, 24576"})
  void givesModelsBeforeGemini3ABudgetOfThoughts(String effort, int tokens) throws Exception {
    SERVER.answering(Speech.GOOGLE.answer("Paris"));

    SERVER.ask(
        "google",
        new ModelRef(
            "stub", "gemini-2.5-flash", null, null, null, null, null, null, effort, false, null));

    assertThat(SERVER.body().get("generationConfig"))
        .isEqualTo(Json.parse("{\"thinkingConfig\": {\"thinkingBudget\": %d}}".formatted(tokens)));
  }

  @Test
  void countsThoughtsAsOutputAndLeavesThemOutOfTheText() throws Exception {
    SERVER.answering(
        """
        {"candidates": [{"content": {"role": "model", "parts": [{"text": "Hm.", "thought": true}, {"text": "Par"}, {"text": "is"}]},
          "finishReason": "STOP"}],
         "usageMetadata": {"promptTokenCount": 100, "cachedContentTokenCount": 40, "candidatesTokenCount": 5,
          "thoughtsTokenCount": 15, "toolUsePromptTokenCount": 3, "totalTokenCount": 123}, "modelVersion": "m"}
        """);

    assertThat(SERVER.ask("google", model("stub", "m")))
        .isEqualTo(new Reply("Paris", "stop", 103, 40, 15, 20));
  }

  @ParameterizedTest
  @CsvSource({
    "STOP, stop",
    "MAX_TOKENS, length",
    "SAFETY, refused",
    "RECITATION, refused",
    "PROHIBITED_CONTENT, refused",
    "SPII, refused",
    "BLOCKLIST, refused",
    "MALFORMED_FUNCTION_CALL, tool_calls",
    "SOMETHING_NEW, other"
  })
  void normalisesFinishReasons(String theirs, String ours) throws Exception {
    SERVER.answering(Speech.GOOGLE.answer("x").replace("\"STOP\"", "\"" + theirs + "\""));

    assertThat(SERVER.ask("google", model("stub", "m")).finishReason()).isEqualTo(ours);
  }

  @Test
  void takesAnAnswerWithoutContentForAnEmptyOne() throws Exception {
    SERVER.answering(
        "{\"candidates\": [{\"finishReason\": \"MAX_TOKENS\"}], \"usageMetadata\": {\"promptTokenCount\": 4, \"thoughtsTokenCount\": 9}}");

    assertThat(SERVER.ask("google", model("stub", "m")))
        .isEqualTo(new Reply("", "length", 4, 0, 9, 9));
  }

  @Test
  void takesABlockedPromptForARefusal() throws Exception {
    SERVER.answering(
        "{\"promptFeedback\": {\"blockReason\": \"PROHIBITED_CONTENT\"}, \"usageMetadata\": {\"promptTokenCount\": 4}, \"modelVersion\": \"m\"}");

    assertThat(SERVER.ask("google", model("stub", "m")))
        .isEqualTo(new Reply("", "refused", 4, 0, 0, 0));
  }

  @Test
  void readsAnAnswerWithoutUsage() throws Exception {
    SERVER.answering(
        "{\"candidates\": [{\"content\": {\"parts\": [{\"text\": \"x\"}]}, \"finishReason\": \"STOP\"}]}");

    assertThat(SERVER.ask("google", model("stub", "m")))
        .isEqualTo(new Reply("x", "stop", 0, 0, 0, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400|INVALID_ARGUMENT|API_KEY_INVALID|API key not valid. Please pass a valid API key.|model-key-rejected",
        "403|PERMISSION_DENIED|X|not yours|model-key-rejected",
        "404|NOT_FOUND|X|models/m is not found for API version v1beta|model-unknown",
        "400|INVALID_ARGUMENT|X|The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).|context-too-long",
        "400|INVALID_ARGUMENT|X|topK is odd|rejected",
        "429|RESOURCE_EXHAUSTED|X|You exceeded your current quota, please check your plan and billing details|rate-limited",
        "503|UNAVAILABLE|X|The model is overloaded.|overloaded",
        "504|DEADLINE_EXCEEDED|X|too slow|timeout"
      })
  void typesErrors(int status, String name, String reason, String message, String code) {
    SERVER.failing(
        status,
        Json.write(
            Map.of(
                "error",
                Map.of(
                    "code",
                    status,
                    "status",
                    name,
                    "message",
                    message,
                    "details",
                    List.of(Map.of("@type", "ErrorInfo", "reason", reason))))));

    AttemptFailedException failure =
        catchThrowableOfType(
            AttemptFailedException.class, () -> SERVER.ask("google", model("stub", "m")));

    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.detail()).isEqualTo(status + " " + message);
  }
}
