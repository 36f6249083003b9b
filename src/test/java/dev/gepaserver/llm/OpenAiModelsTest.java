package dev.gepaserver.llm;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static dev.gepaserver.llm.TestModels.messages;
import static dev.gepaserver.llm.TestModels.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.sun.net.httpserver.HttpServer;
import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Json;
import dev.gepaserver.journal.CallError;
import dev.gepaserver.journal.InMemoryJournal;
import dev.gepaserver.journal.ModelCall;
import dev.gepaserver.journal.ReplayDivergedException;
import dev.gepaserver.journal.Role;
import dev.gepaserver.journal.RunStoppedException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Every way in which a provider of OpenAI's protocol answers, over real HTTP. */
class OpenAiModelsTest {

  private static final String KEY = "sk-test-1234567890";
  private static final String PATH = "/v1/chat/completions";

  private final WireMockServer server = new WireMockServer(wireMockConfig().dynamicPort());
  private final InMemoryJournal journal = new InMemoryJournal();
  private @Nullable TestModels opened;

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() {
    if (opened != null) {
      opened.close();
    }
    server.stop();
  }

  @Test
  void asksTheNamedModelWithTheKeyAndNothingTheJobDidNotSet() {
    answer(okJson(completion("\"Paris\"", "stop")));

    ask(models(Map.of()), model("stub", "gpt-x"));

    server.verify(
        postRequestedFor(urlEqualTo(PATH)).withHeader("Authorization", equalTo("Bearer " + KEY)));
    assertThat(body())
        .isEqualTo(
            Json.parse(
                """
                {"model": "gpt-x", "messages": [{"role": "system", "content": "Answer."}, {"role": "user", "content": "Capital?"}]}
                """));
  }

  @Test
  void sendsTheJobsOptionsAndPassesOthersThrough() {
    answer(okJson(completion("\"Paris\"", "stop")));
    Map<String, JsonNode> options = new LinkedHashMap<>();
    options.put("max_completion_tokens", Json.tree(9));
    options.put("reasoning", Json.parse("{\"effort\": \"low\", \"list\": [1, 2.5, null]}"));

    ask(models(Map.of()), new ModelRef("stub", "org/gpt-x", 0.5, 7, 0.9, 4_000_000_000L, options));

    JsonNode body = body();
    assertThat(body.get("model").stringValue()).isEqualTo("org/gpt-x");
    assertThat(body.get("temperature").doubleValue()).isEqualTo(0.5);
    assertThat(body.get("top_p").doubleValue()).isEqualTo(0.9);
    assertThat(body.get("max_tokens").intValue()).isEqualTo(7);
    assertThat(body.get("seed").longValue()).isEqualTo(4_000_000_000L);
    assertThat(body.get("max_completion_tokens").intValue()).isEqualTo(9);
    assertThat(body.get("reasoning")).isEqualTo(options.get("reasoning"));
    assertThat(body.propertyNames()).hasSize(8);
  }

  @Test
  void recordsTheReplyItsTokensAndItsPrice() {
    answer(okJson(completion("\"Pa\\u0000ris\"", "stop")));
    Models models =
        models(
            Map.of(
                "gepa.providers.stub.prices[gpt-4.1-mini].input-usd-per-million", "0.4",
                "gepa.providers.stub.prices[gpt-4.1-mini].output-usd-per-million", "1.6"));

    ModelCall call = ask(models, read(models, "stub/gpt-4.1-mini"));

    assertThat(call.reply()).isEqualTo("Pa\uFFFDris");
    assertThat(call.finishReason()).isEqualTo("stop");
    assertThat(call.usage().inputTokens()).isEqualTo(100);
    assertThat(call.usage().cachedTokens()).isEqualTo(40);
    assertThat(call.usage().outputTokens()).isEqualTo(20);
    assertThat(call.usage().reasoningTokens()).isEqualTo(5);
    assertThat(call.usage().costNanos()).isEqualTo(100 * 400 + 20 * 1600);
    assertThat(call.attempts()).isEqualTo(1);
    assertThat(journal.modelCalls()).containsExactly(call);
  }

  @ParameterizedTest
  @CsvSource({
    "prices.gpt-4o.input-usd-per-million, prices.gpt-4o.output-usd-per-million, gpt-4o",
    "prices.gpt-4.1-mini.input-usd-per-million, prices.gpt-4.1-mini.output-usd-per-million, gpt-4.1-mini",
    "prices[meta/llama-3.1:8b].input-usd-per-million, prices[meta/llama-3.1:8b].outputUsdPerMillion, meta/llama-3.1:8b"
  })
  void readsPricesHoweverRelaxedTheyAreWritten(String input, String output, String name) {
    answer(okJson(completion("\"x\"", "stop")));
    Models models =
        models(Map.of("gepa.providers.stub." + input, "1", "gepa.providers.stub." + output, "2"));

    ModelCall call = ask(models, read(models, "stub/" + name));

    assertThat(call.usage().costNanos()).isEqualTo(100 * 1000 + 20 * 2000);
  }

  private static ModelRef read(Models models, String name) {
    Faults faults = new Faults();
    ModelRef model = models.read(Fields.of(Json.object().put("model", name), "", faults), "model");
    assertThat(faults.all()).isEmpty();
    return model;
  }

  @Test
  void leavesTheCostOpenWhereThePriceIsUnknown() {
    answer(okJson(completion("\"x\"", "stop")));

    ModelCall call = ask(models(Map.of()), model("stub", "gpt-x"));

    assertThat(call.usage().costNanos()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "stop, stop",
    "length, length",
    "content_filter, refused",
    "tool_calls, tool_calls",
    "function_call, tool_calls",
    "something_new, other"
  })
  void normalisesFinishReasons(String theirs, String ours) {
    answer(okJson(completion("\"x\"", theirs)));

    assertThat(ask(models(Map.of()), model("stub", "m")).finishReason()).isEqualTo(ours);
  }

  @Test
  void takesARefusalsTextAsARefusedReply() {
    answer(okJson(completion("null, \"refusal\": \"I will not.\"", "stop")));

    ModelCall call = ask(models(Map.of()), model("stub", "m"));

    assertThat(call.reply()).isEqualTo("I will not.");
    assertThat(call.finishReason()).isEqualTo("refused");
  }

  @Test
  void takesAnAnswerWithoutTextAndUsageForAnEmptyOne() {
    answer(
        okJson(
            "{\"id\": \"1\", \"object\": \"chat.completion\", \"created\": 1, \"model\": \"m\", \"choices\": "
                + "[{\"index\": 0, \"finish_reason\": \"length\", \"message\": {\"role\": \"assistant\", \"content\": null}}]}"));

    ModelCall call = ask(models(Map.of()), model("stub", "m"));

    assertThat(call.reply()).isEmpty();
    assertThat(call.finishReason()).isEqualTo("length");
    assertThat(call.usage().inputTokens()).isZero();
  }

  @Test
  void tellsARejectedKeyInTheProvidersWordsWithoutTheKey() {
    answer(error(401, "Incorrect API key provided: " + KEY + ".", "invalid_api_key"));

    CallFailedException.Hopeless failure = hopeless(models(Map.of()));

    assertThat(failure.code()).isEqualTo("model-key-rejected");
    assertThat(failure)
        .hasMessageContaining("Incorrect API key provided")
        .hasMessageNotContaining(KEY);
    server.verify(1, postRequestedFor(anyUrl()));
    assertThat(journal.modelCalls().getFirst().error().code()).isEqualTo("model-key-rejected");
  }

  @ParameterizedTest
  @CsvSource({"403, ''", "400, invalid_api_key"})
  void takesOtherRejectionsOfTheKeyForHopeless(int status, String code) {
    answer(error(status, "no", code));

    assertThat(hopeless(models(Map.of())).code()).isEqualTo("model-key-rejected");
  }

  @ParameterizedTest
  @CsvSource({"404, model_not_found", "404, ''", "400, model_not_found"})
  void tellsAnUnknownModelAtOnce(int status, String code) {
    answer(error(status, "The model `m` does not exist", code));

    CallFailedException.Hopeless failure = hopeless(models(Map.of()));

    assertThat(failure.code()).isEqualTo("model-unknown");
    assertThat(failure).hasMessageContaining("The model `m` does not exist");
    server.verify(1, postRequestedFor(anyUrl()));
  }

  @ParameterizedTest
  @CsvSource({
    "400, context_length_exceeded, context-too-long",
    "400, content_filter, refused",
    "413, '', context-too-long",
    "400, bad_value, rejected",
    "422, '', rejected"
  })
  void takesOtherRejectionsForThisCallsFault(int status, String code, String recorded) {
    answer(error(status, "no such thing", code));

    assertThatThrownBy(() -> ask(models(Map.of()), model("stub", "m")))
        .isInstanceOfSatisfying(
            CallFailedException.Faulty.class,
            faulty -> assertThat(faulty.code()).isEqualTo(recorded))
        .hasMessageContaining("no such thing");
    assertThat(journal.modelCalls().getFirst().error().code()).isEqualTo(recorded);
    server.verify(1, postRequestedFor(anyUrl()));
  }

  @ParameterizedTest
  @CsvSource({"429", "500", "502", "503", "529"})
  void asksAgainWhoWasBusyAndTellsWhy(int status) {
    server.stubFor(
        post(PATH)
            .inScenario("s")
            .whenScenarioStateIs(Scenario.STARTED)
            .willReturn(error(status, "overloaded", "").withHeader("Retry-After", "0"))
            .willSetStateTo("up"));
    server.stubFor(
        post(PATH)
            .inScenario("s")
            .whenScenarioStateIs("up")
            .willReturn(okJson(completion("\"x\"", "stop"))));

    ModelCall call = ask(models(Map.of()), model("stub", "m"));

    assertThat(call.attempts()).isEqualTo(2);
    assertThat(call.attemptErrors())
        .containsExactly(
            new CallError(status == 429 ? "rate-limited" : "overloaded", status + " overloaded"));
    server.verify(2, postRequestedFor(anyUrl()));
    assertThat(journal.outagesStarted()).isEmpty();
  }

  @Test
  void asksAgainAfterACutConnection() {
    server.stubFor(
        post(PATH)
            .inScenario("s")
            .whenScenarioStateIs(Scenario.STARTED)
            .willReturn(okJson(completion("\"x\"", "stop")))
            .willSetStateTo("cut"));
    server.stubFor(
        post(PATH)
            .inScenario("s")
            .whenScenarioStateIs("cut")
            .willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER))
            .willSetStateTo("up"));
    server.stubFor(
        post(PATH)
            .inScenario("s")
            .whenScenarioStateIs("up")
            .willReturn(okJson(completion("\"x\"", "stop"))));
    Models models = models(Map.of());

    models.ask(journal.scope(), "first", Role.TASK, model("stub", "m"), messages(null, "?"));
    ModelCall second =
        models.ask(journal.scope(), "second", Role.TASK, model("stub", "m"), messages(null, "?"));

    assertThat(second.attempts()).isEqualTo(2);
    assertThat(second.attemptErrors()).extracting(CallError::code).containsExactly("network");
    server.verify(3, postRequestedFor(anyUrl()));
  }

  @Test
  void keepsToRetryAfter() {
    server.stubFor(
        post(PATH)
            .inScenario("s")
            .whenScenarioStateIs(Scenario.STARTED)
            .willReturn(error(429, "slow down", "").withHeader("Retry-After", "1"))
            .willSetStateTo("up"));
    server.stubFor(
        post(PATH)
            .inScenario("s")
            .whenScenarioStateIs("up")
            .willReturn(okJson(completion("\"x\"", "stop"))));

    ModelCall call = ask(models(Map.of()), model("stub", "m"));

    assertThat(call.attempts()).isEqualTo(2);
    assertThat(call.latencyMs()).isGreaterThanOrEqualTo(1000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"not json", "{\"choices\": []}", "{}", "{\"choices\": [{}]}", "''"})
  void givesUpOnAnAnswerThatStaysMalformed(String body) {
    answer(okJson(body));

    assertThatThrownBy(
            () -> ask(models(Map.of("gepa.providers.stub.max-attempts", 3)), model("stub", "m")))
        .isInstanceOf(CallFailedException.Faulty.class);
    server.verify(3, postRequestedFor(anyUrl()));
    assertThat(journal.modelCalls().getFirst().error().code()).isEqualTo("malformed");
    assertThat(journal.modelCalls().getFirst().attemptErrors())
        .extracting(CallError::code)
        .containsExactly("malformed", "malformed");
    assertThat(journal.outagesStarted()).isEmpty();
  }

  @Test
  void givesUpOnAnAnswerThatStaysLate() {
    answer(okJson(completion("\"x\"", "stop")).withFixedDelay(10_000));
    Models models =
        models(
            Map.of("gepa.providers.stub.max-attempts", 2, "gepa.providers.stub.timeout", "200ms"));

    assertThatThrownBy(() -> ask(models, model("stub", "m")))
        .isInstanceOf(CallFailedException.Faulty.class)
        .hasMessageContaining("PT0.2S");
    server.verify(2, postRequestedFor(anyUrl()));
    assertThat(journal.modelCalls().getFirst().error().code()).isEqualTo("timeout");
  }

  @Test
  void waitsAnOutageOutAndTellsTheJournalOnce() {
    Map<String, Object> settings = Map.of("gepa.providers.stub.max-attempts", 2);
    for (int i = 0; i < 6; i++) {
      server.stubFor(
          post(PATH)
              .inScenario("s")
              .whenScenarioStateIs(i == 0 ? Scenario.STARTED : "down" + i)
              .willReturn(error(503, "away", ""))
              .willSetStateTo(i == 5 ? "up" : "down" + (i + 1)));
    }
    server.stubFor(
        post(PATH)
            .inScenario("s")
            .whenScenarioStateIs("up")
            .willReturn(okJson(completion("\"x\"", "stop"))));

    ModelCall call = ask(models(settings), model("stub", "m"));

    assertThat(call.attempts()).isEqualTo(7);
    assertThat(journal.outagesStarted()).containsExactly("stub: 503 away");
    assertThat(journal.outagesEnded()).containsExactly("stub: 503 away");
  }

  @Test
  void callsItAnOutageWhenTheTimeForItIsOverAndRecordsNothing() {
    answer(error(503, "away", ""));
    InMemoryJournal impatient = new InMemoryJournal(Duration.ofMillis(50));

    assertThatThrownBy(() ->
            models(Map.of())
                .ask(
                    impatient.scope(),
                    "answer",
                    Role.TASK,
                    model("stub", "m"),
                    messages(null, "?")))
        .isInstanceOf(CallFailedException.Outage.class)
        .hasMessageContaining("503 away");
    assertThat(impatient.outagesStarted()).hasSize(1);
    assertThat(impatient.outagesEnded()).isEmpty();
    assertThat(impatient.modelCalls()).isEmpty();
  }

  @Test
  void takesAProviderThatIsNotThereForUnavailable() {
    Models models = models(Map.of("gepa.providers.stub.base-url", "http://localhost:1/v1"));
    InMemoryJournal impatient = new InMemoryJournal(Duration.ofMillis(20));

    assertThatThrownBy(() ->
            models.ask(
                impatient.scope(), "answer", Role.TASK, model("stub", "m"), messages(null, "?")))
        .isInstanceOf(CallFailedException.Outage.class);
  }

  @Test
  void endsAWaitWhenInterrupted() throws InterruptedException {
    answer(error(503, "away", ""));
    Models models = open(Map.of()).models(Duration.ofMinutes(5), Duration.ofMinutes(5));
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread asking =
        Thread.ofVirtual().start(() -> thrown.set(catchAny(() -> ask(models, model("stub", "m")))));
    Awaitility.await().until(() -> server.getAllServeEvents().size() == 1);

    asking.interrupt();
    asking.join();

    assertThat(thrown.get()).isInstanceOf(RunStoppedException.class);
  }

  @Test
  void endsACallOnTheWireWhenInterrupted() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    HttpServer silent =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    silent.createContext("/", exchange -> arrived.countDown());
    silent.start();
    Models models =
        models(
            Map.of(
                "gepa.providers.stub.base-url",
                "http://localhost:" + silent.getAddress().getPort() + "/v1"));
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread asking =
        Thread.ofVirtual().start(() -> thrown.set(catchAny(() -> ask(models, model("stub", "m")))));
    arrived.await();

    asking.interrupt();
    asking.join();
    silent.stop(0);

    assertThat(thrown.get()).isInstanceOf(RunStoppedException.class);
    assertThat(journal.modelCalls()).isEmpty();
  }

  @Test
  void answersFromTheJournalWithoutARequest() {
    answer(okJson(completion("\"x\"", "stop")));
    Models models = models(Map.of());
    ModelCall first = ask(models, model("stub", "m"));

    ModelCall again = ask(models, model("stub", "m"));

    assertThat(again).isSameAs(first);
    server.verify(1, postRequestedFor(anyUrl()));
  }

  @Test
  void throwsARecordedFailureAgainWithItsKind() {
    answer(error(401, "bad key", ""));
    Models models = models(Map.of());
    hopeless(models);

    CallFailedException.Hopeless again = hopeless(models);

    assertThat(again.code()).isEqualTo("model-key-rejected");
    server.verify(1, postRequestedFor(anyUrl()));
  }

  @Test
  void refusesToMixTwoHistories() {
    answer(okJson(completion("\"x\"", "stop")));
    Models models = models(Map.of());
    ask(models, model("stub", "m"));

    assertThatThrownBy(() -> ask(models, new ModelRef("stub", "m", 1.0, null, null, null, null)))
        .isInstanceOf(ReplayDivergedException.class);
  }

  @Test
  void keepsTheEnvironmentsKeyFromOtherAddresses() {
    opened =
        new TestModels(
            Map.of(
                "OPENAI_API_KEY",
                "sk-environment",
                "gepa.providers.openai.base-url",
                server.baseUrl() + "/v1",
                "gepa.providers.other.type",
                "openai",
                "gepa.providers.other.base-url",
                server.baseUrl() + "/v1"));

    List<ProviderInfo> all = opened.providers().all();

    assertThat(all)
        .filteredOn(p -> p.type().equals("openai"))
        .hasSize(2)
        .allSatisfy(p -> {
          assertThat(p.usable()).isFalse();
          assertThat(p.reason()).contains("api-key is not set");
        });
    assertThatThrownBy(() -> ask(opened.models(), model("other", "m")))
        .isInstanceOf(CallFailedException.Hopeless.class);
    server.verify(0, postRequestedFor(anyUrl()));
  }

  @Test
  void takesKeyAndAddressOfOpenAiFromTheEnvironment() {
    answer(okJson(completion("\"x\"", "stop")));
    opened =
        new TestModels(
            Map.of(
                "OPENAI_API_KEY", "sk-environment", "OPENAI_BASE_URL", server.baseUrl() + "/v1/"));

    ask(opened.models(), model("openai", "m"));

    server.verify(
        postRequestedFor(urlEqualTo(PATH))
            .withHeader("Authorization", equalTo("Bearer sk-environment")));
  }

  private Models models(Map<String, ?> more) {
    return open(more).models();
  }

  private TestModels open(Map<String, ?> more) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("gepa.providers.stub.type", "openai");
    settings.put("gepa.providers.stub.base-url", server.baseUrl() + "/v1");
    settings.put("gepa.providers.stub.api-key", KEY);
    settings.putAll(more);
    opened = new TestModels(settings);
    return opened;
  }

  private ModelCall ask(Models models, ModelRef model) {
    return models.ask(journal.scope(), "answer", Role.TASK, model, messages("Answer.", "Capital?"));
  }

  private CallFailedException.Hopeless hopeless(Models models) {
    CallFailedException.Hopeless failure =
        catchThrowableOfType(
            CallFailedException.Hopeless.class, () -> ask(models, model("stub", "m")));
    assertThat(failure).isNotNull();
    return failure;
  }

  private static @Nullable Throwable catchAny(Runnable action) {
    try {
      action.run();
      return null;
    } catch (RuntimeException e) {
      return e;
    }
  }

  private void answer(ResponseDefinitionBuilder answer) {
    server.stubFor(post(PATH).willReturn(answer));
  }

  private JsonNode body() {
    return Json.parse(server.getAllServeEvents().getFirst().getRequest().getBodyAsString());
  }

  private static ResponseDefinitionBuilder error(int status, String message, String code) {
    String error =
        Json.write(Map.of("error", Map.of("message", message, "type", "some_error", "code", code)));
    return aResponse()
        .withStatus(status)
        .withHeader("Content-Type", "application/json")
        .withBody(error);
  }

  private static String completion(String content, String finish) {
    return """
    {"id": "1", "object": "chat.completion", "created": 1, "model": "m",
     "choices": [{"index": 0, "finish_reason": "%s", "message": {"role": "assistant", "content": %s}}],
     "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120,
               "prompt_tokens_details": {"cached_tokens": 40},
               "completion_tokens_details": {"reasoning_tokens": 5}}}
    """
        .formatted(finish, content);
  }
}
