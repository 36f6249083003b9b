package dev.gepaserver.llm.ollama;

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

/** What is particular about Ollama, over real HTTP. */
class OllamaModelsTest {

  private static final Asked SERVER = new Asked();

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @Test
  void asksTheNamedModelWithoutAKeyAndNothingTheJobDidNotSet() throws Exception {
    SERVER.answering(Speech.OLLAMA.answer("Paris"));

    SERVER.ask(
        model("stub", "qwen3:4b"),
        Map.of("gepa.providers.stub.type", "ollama", "gepa.providers.stub.api-key", ""));

    assertThat(SERVER.request().getUrl()).isEqualTo("/api/chat");
    assertThat(SERVER.request().getHeader("Authorization")).isNull();
    JsonNode body = SERVER.body();
    assertThat(body.get("model").stringValue()).isEqualTo("qwen3:4b");
    assertThat(body.get("stream").booleanValue()).isFalse();
    assertThat(body.at("/messages/0/role").stringValue()).isEqualTo("system");
    assertThat(body.at("/messages/0/content").stringValue()).isEqualTo("Answer.");
    assertThat(body.at("/messages/1/role").stringValue()).isEqualTo("user");
    assertThat(body.at("/messages/1/content").stringValue()).isEqualTo("Capital?");
    assertThat(body.path("options").size()).isZero();
    assertThat(body.has("think")).isFalse();
    assertThat(body.has("format")).isFalse();
  }

  @Test
  void sendsEveryOption() throws Exception {
    SERVER.answering(Speech.OLLAMA.answer("Paris"));
    Map<String, JsonNode> options = new LinkedHashMap<>();
    options.put("num_ctx", Json.tree(8192));
    options.put("keep_alive", Json.tree("10m"));

    SERVER.ask(
        "ollama",
        new ModelRef("stub", "m", 0.7, 9, 0.9, 7L, options, List.of("END"), "low", true, null));

    JsonNode body = SERVER.body();
    assertThat(body.get("options"))
        .isEqualTo(
            Json.parse(
                """
                {"temperature": 0.7, "top_p": 0.9, "num_predict": 9, "seed": 7, "stop": ["END"], "num_ctx": 8192}
                """));
    assertThat(body.get("think").stringValue()).isEqualTo("low");
    assertThat(body.get("format").stringValue()).isEqualTo("json");
    assertThat(body.get("keep_alive").stringValue()).isEqualTo("10m");
  }

  @ParameterizedTest
  @CsvSource({"stop, stop", "length, length", "load, other", "something_new, other"})
  void normalisesFinishReasons(String theirs, String ours) throws Exception {
    SERVER.answering(
        Speech.OLLAMA
            .answer("x")
            .replace("\"done_reason\": \"stop\"", "\"done_reason\": \"" + theirs + "\""));

    assertThat(SERVER.ask("ollama", model("stub", "m")).finishReason()).isEqualTo(ours);
  }

  @Test
  void leavesThoughtsOutAndReadsAnAnswerWithoutCounts() throws Exception {
    SERVER.answering(
        """
        {"model": "m", "created_at": "2026-01-02T03:04:05.678901234Z", "done": true, "done_reason": "length",
         "message": {"role": "assistant", "content": "", "thinking": "Hm."}}
        """);

    assertThat(SERVER.ask("ollama", model("stub", "m")))
        .isEqualTo(new Reply("", "length", 0, 0, 0, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "404|model 'm' not found|model-unknown",
        "400|invalid option|rejected",
        "400|the input length exceeds the context length|context-too-long",
        "500|model runner has unexpectedly stopped|overloaded",
        "503|server busy, please try again|overloaded"
      })
  void typesErrors(int status, String message, String code) {
    SERVER.failing(status, Json.write(Map.of("error", message)));

    AttemptFailedException failure =
        catchThrowableOfType(
            AttemptFailedException.class, () -> SERVER.ask("ollama", model("stub", "m")));

    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.detail()).isEqualTo(status + " " + message);
  }
}
