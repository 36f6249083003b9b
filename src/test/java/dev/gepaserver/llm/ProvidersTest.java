package dev.gepaserver.llm;

import static dev.gepaserver.llm.TestModels.messages;
import static dev.gepaserver.llm.TestModels.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Fault;
import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Json;
import dev.gepaserver.journal.InMemoryJournal;
import dev.gepaserver.journal.ModelCall;
import dev.gepaserver.journal.Role;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Which providers there are, how models are read, and the simulated provider through the models.
 */
class ProvidersTest {

  private static final Map<String, String> LAB =
      Map.of(
          "gepa.providers.lab.type", "openai",
          "gepa.providers.lab.api-key", "none",
          "gepa.providers.lab.extra-options", "thinking,off");

  private final InMemoryJournal journal = new InMemoryJournal();

  @Test
  void hasTheSimulatedProviderWithoutAnySetting() {
    try (TestModels room = new TestModels(Map.of())) {
      assertThat(room.providers().all())
          .containsExactly(
              new ProviderInfo(
                  "simulated",
                  "simulated",
                  List.of("agent", "judge", "reflector", "worker"),
                  true,
                  null,
                  true));
      assertThat(room.defaultModels().simulated(model("simulated", "worker"))).isTrue();
    }
  }

  @Test
  void hasOpenAiWhereTheEnvironmentHasItsKeyAndNeverShowsIt() {
    Map<String, Object> settings =
        Map.of(
            "OPENAI_API_KEY",
            "sk-secret-key",
            "gepa.providers.openai.models",
            "gpt-4.1,gpt-4.1-mini");

    try (TestModels room = new TestModels(settings)) {
      assertThat(room.providers().all())
          .contains(
              new ProviderInfo(
                  "openai", "openai", List.of("gpt-4.1", "gpt-4.1-mini"), true, null, false));
      assertThat(Json.write(room.providers().all())).doesNotContain("sk-secret");
    }
  }

  @Test
  void sendsNothingToAProviderWithoutAKeyWhateverKeysOthersHave() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          exchange.sendResponseHeaders(500, -1);
        });
    server.start();
    Map<String, Object> settings =
        Map.of(
            "OPENAI_API_KEY", "sk-secret-key",
            "gepa.providers.other.api-key", "another-secret-key",
            "gepa.providers.other.type", "openai",
            "gepa.providers.keyless.type", "openai",
            "gepa.providers.keyless.base-url",
                "http://localhost:" + server.getAddress().getPort() + "/v1");

    try (TestModels room = new TestModels(settings)) {
      assertThatThrownBy(() ->
              room.models()
                  .ask(
                      journal.scope(),
                      "answer",
                      Role.TASK,
                      model("keyless", "m"),
                      messages(null, "?")))
          .isInstanceOf(CallFailedException.Hopeless.class)
          .hasMessageContaining("gepa.providers.keyless.api-key is not set");
    }
    server.stop(0);

    assertThat(asked).hasValue(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gepa.providers.x.type|wizard|gepa.providers.x.type is wizard, which is unknown; known are anthropic, azure-openai, deepseek, google, groq, lmstudio, mistral, ollama, openai, openrouter, simulated, together, vllm",
        "gepa.providers.x.timeout|PT1S|gepa.providers.x.type is missing; known are anthropic, azure-openai, deepseek, google, groq, lmstudio, mistral, ollama, openai, openrouter, simulated, together, vllm",
        "gepa.providers.simulated.max-concurrency|0|max-concurrency is 0, it must be at least 1",
        "gepa.providers.simulated.max-concurency|1|gepa.providers.simulated.max-concurency is no setting; known are type, base-url, api-key, max-concurrency, requests-per-minute, tokens-per-minute, timeout,",
        "gepa.providers.simulated.base.url|x|gepa.providers.simulated.base.url is no setting",
        "gepa.providers.simulated.requests-per-minute|0|requests-per-minute is 0, it must be at least 1",
        "gepa.providers.simulated.tokensPerMinute|-1|tokens-per-minute is -1, it must be at least 1",
        "gepa.providers.simulated.fault-rate|1.5|fault-rate is 1.5, it must be from 0 to 1",
        "gepa.providers.simulated.prices.worker.input-usd-per-million|1|need both",
        "gepa.providers.simulated.prices.worker.per-token|1|prices.worker.per-token is unknown",
        "gepa.providers.openai.base-url|nowhere|base-url is nowhere",
        "gepa.providers.openai.base-url|https://user:secret@host/v1|base-url is an address with a user, a query or a fragment, it must be an http or https URL",
        "gepa.providers.google.base-url|ftp://x|base-url is ftp://x",
        "gepa.providers.openai.api-key|two words|api-key has characters that no key has",
        "gepa.providers.openai.api-version|preview|api-version is for type azure-openai only",
        "gepa.providers.x.type|azure-openai|base-url is missing, type azure-openai needs one such as https://"
      })
  void refusesToStartWithSettingsThatCannotWork(String name, String value, String message) {
    assertThatThrownBy(() -> new TestModels(Map.of(name, value)))
        .satisfies(e -> assertThat(messagesOf(e)).contains(message).doesNotContain("user:secret"));
  }

  @Test
  void readsPricesFromEnvironmentVariables() {
    Map<String, Object> variables =
        Map.of(
            "GEPA_PROVIDERS_STUB_PRICES_GPT_4O_INPUT_USD_PER_MILLION", "2",
            "GEPA_PROVIDERS_STUB_PRICES_GPT_4O_OUTPUT_USD_PER_MILLION", "3");
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .replace(
            "systemEnvironment",
            new SystemEnvironmentPropertySource("systemEnvironment", variables));

    ProviderSettings settings =
        Binder.get(environment).bind("gepa.providers.stub", ProviderSettings.class).get();

    assertThat(new ModelPrices(settings.prices(), PriceTable.NONE).of("gpt-4o").costNanos(1, 0, 1))
        .isEqualTo(5000);
  }

  @Test
  void refusesUnknownEnvironmentVariablesOfProviders() {
    StandardEnvironment environment = new StandardEnvironment();
    Map<String, Object> variables = new HashMap<>();
    environment
        .getPropertySources()
        .replace(
            "systemEnvironment",
            new SystemEnvironmentPropertySource("systemEnvironment", variables));
    variables.put("GEPA_PROVIDERS_LAB_MAXCONCURRENCY", "1");
    variables.put("GEPA_PROVIDERS_LAB_MAX_ATTEMPTS", "1");
    variables.put("GEPA_PROVIDERS_LAB_REQUESTS_PER_MINUTE", "1");
    variables.put("GEPA_PROVIDERS_LAB_PRICES_M_INPUT_USD_PER_MILLION", "1");
    variables.put("GEPA_PROVIDERS_LAB_MODELS_0", "m");
    variables.put("GEPA_PROVIDERS_LAB_EXTRA_OPTIONS_0", "o");

    ProviderKeys.check(environment);
    variables.put("GEPA_PROVIDERS_LAB_MAX", "1");

    assertThatThrownBy(() -> ProviderKeys.check(environment))
        .hasMessageStartingWith("gepa.providers.lab.max is no setting; known are type, base-url, ");
  }

  @Test
  void readsAModelInBothForms() {
    Faults faults = new Faults();
    Fields fields =
        fields(
            """
            {"a": "simulated/worker", "b": {"provider": "lab", "model": "org/x", "temperature": 1, "maxTokens": 5,
             "topP": 0.5, "seed": -3, "options": {"thinking": {"type": "on"}, "off": null},
             "stop": ["END", "\\n"], "reasoningEffort": "low", "jsonMode": true}}
            """,
            faults);

    try (TestModels room = new TestModels(LAB)) {
      assertThat(room.models().read(fields, "a")).isEqualTo(model("simulated", "worker"));
      ModelRef b = room.models().read(fields, "b");
      assertThat(b.model()).isEqualTo("org/x");
      assertThat(b.temperature()).isEqualTo(1.0);
      assertThat(b.seed()).isEqualTo(-3);
      assertThat(b.options()).containsOnlyKeys("thinking", "off");
      assertThat(b.stop()).containsExactly("END", "\n");
      assertThat(b.reasoningEffort()).isEqualTo("low");
      assertThat(b.jsonMode()).isTrue();
      assertThat(Json.write(b)).contains("\"maxTokens\":5");
    }
    assertThat(faults.all()).isEmpty();
  }

  @Test
  void readsAgainWhatItWrote() {
    ModelRef written =
        new ModelRef(
            "lab",
            "m",
            0.5,
            5,
            1.0,
            9L,
            Map.of("user", Json.tree("u")),
            List.of("a"),
            "high",
            false,
            null);

    try (TestModels room = new TestModels(LAB)) {
      Fields fields = Fields.of(Json.tree(Map.of("model", written)), "", new Faults());
      assertThat(room.models().read(fields, "model")).isEqualTo(written);
      assertThat(fields.faults().all()).isEmpty();
    }
  }

  @Test
  void notesEveryFaultOfAModel() {
    Faults faults = new Faults();
    Fields fields =
        fields(
            """
            {"a": "worker", "b": "nobody/x", "c": 3, "d": "keyless/x", "e": {"provider": "nobody", "temperature": 3,
             "maxTokens": 0, "topP": 0, "top": 1, "options": {"stream": true}}}
            """,
            faults);

    try (TestModels room = new TestModels(Map.of("gepa.providers.keyless.type", "openai"))) {
      for (String name : List.of("a", "b", "c", "d", "e", "f")) {
        room.models().read(fields, name);
      }
    }

    assertThat(faults.all())
        .extracting(Fault::pointer)
        .containsExactly(
            "/a",
            "/b",
            "/c",
            "/d",
            "/e/provider",
            "/e/model",
            "/e/temperature",
            "/e/maxTokens",
            "/e/topP",
            "/e/options/stream",
            "/e/top",
            "/f");
    assertThat(faults.all().get(1).detail()).contains("known are keyless, simulated");
    assertThat(faults.all().get(3).detail()).contains("gepa.providers.keyless.api-key is not set");
  }

  @Test
  void writesNoOptionThatIsNotGiven() {
    assertThat(Json.write(model("lab", "m"))).isEqualTo("{\"provider\":\"lab\",\"model\":\"m\"}");
  }

  @Test
  void notesEveryOptionThatTheProviderDoesNotKnow() {
    Faults faults = new Faults();
    Fields fields =
        fields(
            """
            {"a": {"provider": "claude", "model": "m", "temperature": 1.5, "seed": 1, "jsonMode": true,
                   "reasoningEffort": "minimal", "options": {"top_k": 1, "top_q": 1, "output_config": {}}},
             "b": {"provider": "lab", "model": "m", "stop": ["a", "b", "c", "d", "e"], "reasoningEffort": "low",
                   "options": {"reasoning_effort": "low", "user": "u"}},
             "c": {"provider": "lab", "model": "m", "stop": ["", 7], "reasoningEffort": "huge", "jsonMode": "yes"},
             "d": {"provider": "simulated", "model": "worker", "stop": [], "options": {"top_k": 1}}}
            """,
            faults);
    Map<String, String> settings = new HashMap<>(LAB);
    settings.put("gepa.providers.claude.type", "anthropic");
    settings.put("gepa.providers.claude.api-key", "none");

    try (TestModels room = new TestModels(settings)) {
      for (String name : List.of("a", "b", "c", "d")) {
        room.models().read(fields, name);
      }
    }

    assertThat(faults.all())
        .extracting(f -> f.pointer() + " " + f.detail())
        .containsExactly(
            "/a/seed is not known to provider claude; it knows maxTokens, reasoningEffort, stop, temperature, topP",
            "/a/jsonMode is not known to provider claude; it knows maxTokens, reasoningEffort, stop, temperature, topP",
            "/a/temperature 1.5 is out of range, with provider claude it must be from 0 to 1.0",
            "/a/reasoningEffort minimal is not known to provider claude; it knows low, medium, high",
            "/a/options/top_q is no option of provider claude; known are cache_control, metadata, output_config, service_tier, stop_sequences, thinking, tool_choice, tools, top_k",
            "/a/options/output_config says the same as the field reasoningEffort: give one",
            "/b/stop has 5 entries, with provider lab it must have from 1 to 4",
            "/b/options/reasoning_effort says the same as the field reasoningEffort: give one",
            "/c/stop/0 must be a text of 1 to 200 characters, not the text \"\"",
            "/c/stop/1 must be a text of 1 to 200 characters, not the number 7",
            "/c/reasoningEffort \"huge\" is not known; known are minimal, low, medium, high",
            "/c/jsonMode must be true or false, not the text \"yes\"",
            "/d/stop has 0 entries, it must have from 1 to 16",
            "/d/options/top_k is no option of provider simulated; known are none");
  }

  @Test
  void doesNotHoldAnAcceptedModelAgainstTheProvidersAgain() {
    Faults accepted = Faults.ofAccepted();
    Fields fields =
        fields(
            "{\"a\": {\"provider\": \"lab\", \"model\": \"m\", \"options\": {\"once_known\": 1}}}",
            accepted);

    try (TestModels room = new TestModels(LAB)) {
      assertThat(room.models().read(fields, "a").options()).containsOnlyKeys("once_known");
    }

    assertThat(accepted.all()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "OPENAI_API_KEY, openai",
    "ANTHROPIC_API_KEY, anthropic",
    "GEMINI_API_KEY, google",
    "GOOGLE_API_KEY, google",
    "OPENROUTER_API_KEY, openrouter",
    "GROQ_API_KEY, groq",
    "TOGETHER_API_KEY, together",
    "DEEPSEEK_API_KEY, deepseek",
    "MISTRAL_API_KEY, mistral"
  })
  void hasTheProviderWhoseUsualKeyTheEnvironmentHas(String variable, String name) {
    try (TestModels room = new TestModels(Map.of(variable, "some-secret-key"))) {
      assertThat(room.providers().all())
          .hasSize(2)
          .contains(new ProviderInfo(name, name, List.of(), true, null, false));
    }
    try (TestModels room =
        new TestModels(
            Map.of(
                variable,
                "some-secret-key",
                "gepa.providers." + name + ".base-url",
                "https://elsewhere/v1",
                "gepa.providers.other.type",
                name))) {
      assertThat(room.providers().all())
          .filteredOn(p -> p.type().equals(name))
          .hasSize(2)
          .allSatisfy(p -> assertThat(p.reason()).contains("api-key is not set"));
    }
  }

  @ParameterizedTest
  @CsvSource({"ollama", "vllm", "lmstudio"})
  void needsNoKeyForServersOfOnesOwn(String type) {
    try (TestModels room = new TestModels(Map.of("gepa.providers.here.type", type))) {
      assertThat(room.providers().all())
          .contains(new ProviderInfo("here", type, List.of(), true, null, false));
    }
  }

  @Test
  void simulatesAtNoCostWithTokensOfFourCharacters() {
    try (TestModels room = new TestModels(Map.of())) {
      ModelCall call =
          room.models()
              .ask(
                  journal.scope(),
                  "answer",
                  Role.TASK,
                  model("simulated", "worker"),
                  messages("12345", "12345678"));

      assertThat(call.reply()).isEqualTo("GENERAL");
      assertThat(call.provider()).isEqualTo("simulated");
      assertThat(call.usage().inputTokens()).isEqualTo(4);
      assertThat(call.usage().outputTokens()).isEqualTo(2);
      assertThat(call.usage().costNanos()).isZero();
    }
  }

  @Test
  void simulatesFaultsAndRefusalsByTheRequestAlone() {
    Map<String, Object> settings =
        Map.of(
            "gepa.providers.simulated.fault-rate",
            "0.5",
            "gepa.providers.simulated.refusal-rate",
            "0.3");

    List<String> first = simulate(settings, 200);
    List<String> second = simulate(settings, 200);

    assertThat(second).isEqualTo(first);
    assertThat(first.stream().filter(s -> s.startsWith("2 "))).hasSizeBetween(60, 140);
    assertThat(first.stream().filter(s -> s.endsWith(" refused"))).hasSizeBetween(30, 90);
  }

  @Test
  void knowsNoOtherSimulatedModels() {
    try (TestModels room = new TestModels(Map.of())) {
      assertThatThrownBy(() ->
              room.models()
                  .ask(
                      journal.scope(),
                      "answer",
                      Role.TASK,
                      model("simulated", "x"),
                      messages(null, "?")))
          .isInstanceOf(CallFailedException.Hopeless.class)
          .hasMessageContaining("known are agent, judge, reflector, worker");
    }
  }

  @Test
  void keepsToTheProvidersConcurrencyForAllJobs() throws Exception {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(threads);
    byte[] body =
        "{\"id\":\"1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\",\"content\":\"x\"}}]}"
            .getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/",
        exchange -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          exchange.getRequestBody().readAllBytes();
          Thread.yield();
          now.decrementAndGet();
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    Map<String, Object> settings =
        Map.of(
            "gepa.providers.stub.type", "openai",
            "gepa.providers.stub.api-key", "k-123456",
            "gepa.providers.stub.max-concurrency", "3",
            "gepa.providers.stub.base-url",
                "http://localhost:" + server.getAddress().getPort() + "/v1");

    try (TestModels room = new TestModels(settings);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Models models = room.models();
      InMemoryJournal other = new InMemoryJournal();
      for (int i = 0; i < 200; i++) {
        int position = i;
        callers.submit(() ->
            models.ask(
                (position % 2 == 0 ? journal : other).scope(1, "parent", 0, position),
                "answer",
                Role.TASK,
                model("stub", "m"),
                messages(null, "?")));
      }
      callers.shutdown();
      callers.awaitTermination(1, TimeUnit.MINUTES);
      assertThat(journal.modelCalls()).hasSize(100);
      assertThat(other.modelCalls()).hasSize(100);
    }
    server.stop(0);
    threads.shutdown();

    assertThat(most.get()).isBetween(1, 3);
  }

  private static List<String> simulate(Map<String, Object> settings, int calls) {
    InMemoryJournal own = new InMemoryJournal();
    try (TestModels room = new TestModels(settings)) {
      Models models = room.models();
      return IntStream.range(0, calls)
          .mapToObj(i ->
              models.ask(
                  own.scope(1, "parent", 0, i),
                  "answer",
                  Role.TASK,
                  model("simulated", "worker"),
                  messages(null, "no. " + i)))
          .map(c -> c.attempts() + " " + c.finishReason())
          .toList();
    }
  }

  private static Fields fields(String json, Faults faults) {
    return Fields.of(Json.parse(json), "", faults);
  }

  private static String messagesOf(Throwable e) {
    StringBuilder all = new StringBuilder();
    for (Throwable t = e; t != null; t = t.getCause()) {
      all.append(t.getMessage()).append('\n');
    }
    return all.toString();
  }
}
