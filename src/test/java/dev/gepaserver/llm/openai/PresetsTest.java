package dev.gepaserver.llm.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.gepaserver.common.Json;
import dev.gepaserver.journal.AttemptFailedException;
import dev.gepaserver.llm.Asked;
import dev.gepaserver.llm.ModelRef;
import dev.gepaserver.llm.Speech;
import dev.gepaserver.llm.TestModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** What is particular about each preset of OpenAI's protocol, over real HTTP. */
class PresetsTest {

  private static final Asked SERVER = new Asked();

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  static Stream<String> presets() {
    return Presets.ALL.stream().map(Preset::name);
  }

  @ParameterizedTest
  @CsvSource({
    "openai, max_tokens, seed, reasoning_effort",
    "azure-openai, max_completion_tokens, seed, reasoning_effort",
    "openrouter, max_tokens, seed, reasoning",
    "groq, max_tokens, seed, reasoning_effort",
    "together, max_tokens, seed, reasoning_effort",
    "deepseek, max_tokens, seed, reasoning_effort",
    "mistral, max_tokens, random_seed, reasoning_effort",
    "vllm, max_tokens, seed, reasoning_effort",
    "lmstudio, max_tokens, seed, reasoning_effort"
  })
  void sendsEveryOptionByTheNameThatIsKnownThere(
      String preset, String tokens, String seed, String effort) throws Exception {
    SERVER.answering(Speech.OPENAI.answer("Paris"));

    SERVER.ask(
        preset,
        new ModelRef(
            "stub",
            "m",
            0.7,
            9,
            0.9,
            7L,
            Map.of("user", Json.tree("u")),
            List.of("END"),
            "high",
            true,
            null));

    JsonNode body = SERVER.body();
    assertThat(body.get("temperature").doubleValue()).isEqualTo(0.7);
    assertThat(body.get("top_p").doubleValue()).isEqualTo(0.9);
    assertThat(body.get(tokens).intValue()).isEqualTo(9);
    assertThat(body.get(seed).intValue()).isEqualTo(7);
    assertThat(body.get("stop")).isEqualTo(Json.parse("[\"END\"]"));
    assertThat(body.get("response_format")).isEqualTo(Json.parse("{\"type\": \"json_object\"}"));
    assertThat(body.get("user").stringValue()).isEqualTo("u");
    assertThat(body.get(effort))
        .isEqualTo(
            effort.equals("reasoning") ? Json.parse("{\"effort\": \"high\"}") : Json.tree("high"));
    assertThat(body.propertyNames()).hasSize(10);
    LoggedRequest request = SERVER.request();
    assertThat(request.getUrl()).isEqualTo("/chat/completions");
    assertThat(request.getHeader(preset.equals("azure-openai") ? "api-key" : "Authorization"))
        .isEqualTo(preset.equals("azure-openai") ? Asked.KEY : "Bearer " + Asked.KEY);
    assertThat(request.containsHeader("api-key")).isEqualTo(preset.equals("azure-openai"));
    assertThat(request.containsHeader("Authorization")).isEqualTo(!preset.equals("azure-openai"));
  }

  @ParameterizedTest
  @CsvSource({"vllm", "lmstudio"})
  void sendsNoKeyWhereThereIsNone(String preset) throws Exception {
    SERVER.answering(Speech.OPENAI.answer("Paris"));

    SERVER.ask(
        TestModels.model("stub", "m"),
        Map.of(
            "gepa.providers.stub.type",
            preset,
            "gepa.providers.stub.api-key",
            "",
            "OPENAI_API_KEY",
            "environment"));

    assertThat(SERVER.request().containsHeader("Authorization")).isFalse();
    assertThat(SERVER.request().getHeaders().toString()).doesNotContain("environment");
  }

  @Test
  void sendsAzureItsVersionWhereOneIsSet() throws Exception {
    SERVER.answering(Speech.OPENAI.answer("Paris"));

    SERVER.ask(
        TestModels.model("stub", "my-deployment"),
        Map.of(
            "gepa.providers.stub.type",
            "azure-openai",
            "gepa.providers.stub.base-url",
            SERVER.url() + "/openai/v1/",
            "gepa.providers.stub.api-version",
            "preview"));

    assertThat(SERVER.request().getUrl())
        .isEqualTo("/openai/v1/chat/completions?api-version=preview");
    assertThat(SERVER.body().get("model").stringValue()).isEqualTo("my-deployment");
  }

  @ParameterizedTest
  @CsvSource({"stop, stop", "eos, stop", "length, length", "model_length, length", "error, other"})
  void normalisesFinishReasonsOfTheOthers(String theirs, String ours) throws Exception {
    SERVER.answering(
        Speech.OPENAI
            .answer("x")
            .replace("\"finish_reason\": \"stop\"", "\"finish_reason\": \"" + theirs + "\""));

    assertThat(SERVER.ask("together", TestModels.model("stub", "m")).finishReason())
        .isEqualTo(ours);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "429|{\"error\":{\"message\":\"You exceeded your current quota\",\"type\":\"insufficient_quota\",\"code\":\"insufficient_quota\"}}|model-key-rejected|You exceeded your current quota",
        "402|{\"error\":{\"message\":\"Insufficient Balance\"}}|model-key-rejected|Insufficient Balance",
        "402|{\"error\":{\"message\":\"Insufficient credits\",\"code\":402}}|model-key-rejected|Insufficient credits",
        "403|{\"error\":{\"code\":403,\"message\":\"Flagged\",\"metadata\":{\"reasons\":[\"violence\"]}}}|refused|Flagged",
        "400|{\"error\":{\"message\":\"acme/x is not a valid model ID\",\"code\":400}}|model-unknown|acme/x is not a valid model ID",
        "400|{\"object\":\"error\",\"message\":\"Invalid model: x\",\"type\":\"invalid_model\",\"code\":\"1500\"}|model-unknown|Invalid model: x",
        "400|{\"error\":{\"message\":\"Model Not Exist\",\"type\":\"invalid_request_error\"}}|model-unknown|Model Not Exist",
        "404|{\"error\":{\"code\":\"DeploymentNotFound\",\"message\":\"The API deployment does not exist\"}}|model-unknown|The API deployment does not exist",
        "404|{\"error\":{\"code\":\"404\",\"message\":\"Resource not found\"}}|model-unknown|Resource not found; nothing answers for models",
        "404|{\"detail\":\"Not Found\"}|model-unknown|Not Found; nothing answers for models",
        "405|{\"detail\":\"Method Not Allowed\"}|model-unknown|Method Not Allowed; nothing answers for models",
        "400|{\"object\":\"error\",\"message\":\"This model's maximum context length is 4096 tokens\",\"type\":\"BadRequestError\",\"code\":400}|context-too-long|This model's maximum context length is 4096 tokens",
        "400|{\"error\":{\"message\":\"The response was filtered\",\"code\":\"content_filter\",\"innererror\":{\"code\":\"ResponsibleAIPolicyViolation\"}}}|refused|The response was filtered",
        "422|{\"detail\":[{\"loc\":[\"body\",\"x\"],\"msg\":\"extra\"}]}|rejected|extra",
        "422|{\"detail\":[{\"loc\":[\"body\",\"messages\"],\"msg\":\"Input is bad\",\"input\":\"is the model acme/x not found?\"},{\"loc\":[\"body\"],\"msg\":\"and long\"}]}|rejected|Input is bad; and long",
        "400|{\"error\":{\"message\":\"The response model Answer: field city not found\"}}|rejected|The response model Answer: field city not found",
        "200|{\"error\":{\"code\":429,\"message\":\"Rate limited upstream\"}}|rate-limited|Rate limited upstream",
        "200|{\"error\":{\"code\":401,\"message\":\"No auth\"},\"user_id\":\"u\"}|model-key-rejected|No auth",
        "200|{\"error\":{\"code\":\"server_error\",\"message\":\"Provider died\"}}|overloaded|Provider died",
        "401|Unauthorized|model-key-rejected|Unauthorized",
        "503|upstream connect error|overloaded|upstream connect error"
      },
      quoteCharacter = '~')
  void typesTheErrorsOfAllOfThem(int status, String body, String code, String words) {
    SERVER.failing(status, body);

    AttemptFailedException failure =
        catchThrowableOfType(
            AttemptFailedException.class,
            () -> SERVER.ask("openrouter", TestModels.model("stub", "acme/x")));

    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.detail()).matches("\\d{3} \\Q" + words + "\\E.*");
  }

  @ParameterizedTest
  @MethodSource("presets")
  void standsInTheDocumentationWithItsAddressAndKey(String name) throws IOException {
    Preset preset =
        Presets.ALL.stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();

    String row =
        Files.readAllLines(Path.of("docs/providers.md")).stream()
            .filter(line -> line.startsWith("| `" + name + "`"))
            .findFirst()
            .orElseThrow();

    assertThat(row).contains(preset.baseUrl());
    assertThat(preset.keyVariables()).allMatch(row::contains);
  }
}
