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
      Map.of("gepa.providers.lab.type", "openai", "gepa.providers.lab.api-key", "none");

  private final InMemoryJournal journal = new InMemoryJournal();

  @Test
  void hasTheSimulatedProviderWithoutAnySetting() {
    try (TestModels room = new TestModels(Map.of())) {
      assertThat(room.providers().all())
          .containsExactly(
              new ProviderInfo(
                  "simulated", "simulated", List.of("reflector", "worker"), true, null, true));
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gepa.providers.x.type|wizard|gepa.providers.x.type is wizard, which is unknown; known are openai, simulated",
        "gepa.providers.x.timeout|PT1S|gepa.providers.x.type is missing; known are openai, simulated",
        "gepa.providers.simulated.max-concurrency|0|max-concurrency is 0, it must be at least 1",
        "gepa.providers.simulated.max-concurency|1|gepa.providers.simulated.max-concurency is no setting; known are type, base-url, api-key, max-concurrency, timeout,",
        "gepa.providers.simulated.base.url|x|gepa.providers.simulated.base.url is no setting",
        "gepa.providers.simulated.requests-per-minute|9|gepa.providers.simulated.requests-per-minute is not yet supported; known are",
        "gepa.providers.simulated.tokensPerMinute|9|is not yet supported; known are",
        "gepa.providers.simulated.fault-rate|1.5|fault-rate is 1.5, it must be from 0 to 1",
        "gepa.providers.simulated.prices.worker.input-usd-per-million|1|need both",
        "gepa.providers.simulated.prices.worker.per-token|1|prices.worker.per-token is unknown",
        "gepa.providers.openai.base-url|nowhere|base-url is nowhere"
      })
  void refusesToStartWithSettingsThatCannotWork(String name, String value, String message) {
    assertThatThrownBy(() -> new TestModels(Map.of(name, value)))
        .satisfies(e -> assertThat(messagesOf(e)).contains(message));
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

    assertThat(
            new ModelPrices(settings.prices(), null)
                .costNanos("gpt-4o", new Reply("", "stop", 1, 0, 0, 1)))
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
    variables.put("GEPA_PROVIDERS_LAB_PRICES_M_INPUT_USD_PER_MILLION", "1");
    variables.put("GEPA_PROVIDERS_LAB_MODELS_0", "m");

    ProviderKeys.check(environment);
    variables.put("GEPA_PROVIDERS_LAB_REQUESTS_PER_MINUTE", "1");
    variables.put("GEPA_PROVIDERS_LAB_MAX", "1");

    assertThatThrownBy(() -> ProviderKeys.check(environment))
        .hasMessageStartingWith(
            "gepa.providers.lab.max is no setting, gepa.providers.lab.requests.per.minute is not"
                + " yet supported; known are type, base-url, ");
  }

  @Test
  void readsAModelInBothForms() {
    Faults faults = new Faults();
    Fields fields =
        fields(
            """
            {"a": "simulated/worker", "b": {"provider": "lab", "model": "org/x", "temperature": 1, "maxTokens": 5,
             "topP": 0.5, "seed": -3, "options": {"reasoning": {"effort": "low"}, "off": null}}}
            """,
            faults);

    try (TestModels room = new TestModels(LAB)) {
      assertThat(room.models().read(fields, "a")).isEqualTo(model("simulated", "worker"));
      ModelRef b = room.models().read(fields, "b");
      assertThat(b.model()).isEqualTo("org/x");
      assertThat(b.temperature()).isEqualTo(1.0);
      assertThat(b.seed()).isEqualTo(-3);
      assertThat(b.options()).containsOnlyKeys("reasoning", "off");
      assertThat(Json.write(b)).contains("\"maxTokens\":5");
    }
    assertThat(faults.all()).isEmpty();
  }

  @Test
  void readsAgainWhatItWrote() {
    ModelRef written =
        new ModelRef("lab", "m", 0.5, 5, 1.0, 9L, Map.of("stop", Json.parse("[\"a\"]")));

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
          .hasMessageContaining("known are reflector, worker");
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
